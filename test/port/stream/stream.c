/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>

/*
 * A stand-in for STREAM: the kinds of OpenMP that it has, and a few more that the port knows.
 * Without OpenMP all loops are one thread's.
 *
 * usage: port-stream-stand-in THREADS
 */

#ifdef _OPENMP
extern int omp_get_num_threads(void);
extern int omp_get_thread_num(void);
#endif

static double a[STREAM_ARRAY_SIZE], b[STREAM_ARRAY_SIZE];

static int count_threads(void)
{
    int counted = 0, said = 1, masters = 0, singles = 0, criticals = 0;

#pragma omp parallel
    {
#pragma omp master
        {
            masters++;
#ifdef _OPENMP
            said = omp_get_num_threads();
#endif
        }
#pragma omp atomic
        counted++;
#pragma omp barrier
#pragma omp single
        singles++;
#pragma omp critical
        criticals++;
    }
    return said == counted && masters == 1 && singles == 1 && criticals == counted ? counted : -1;
}

/* Checks regions of one thread, inside another region and alone, and what counts in the outer
 * one. */
static int are_teams_of_one(void)
{
    int wrong = 0, singles = 0;

#pragma omp parallel
    {
        int inner = 0;
#pragma omp single
        singles++;
#pragma omp parallel shared(inner)
        {
#pragma omp barrier
#pragma omp single
            inner++;
#ifdef _OPENMP
            inner += omp_get_num_threads() - 1 + omp_get_thread_num();
#endif
        }
#pragma omp single
        singles++;
#pragma omp atomic
        wrong += inner != 1;
    }
#pragma omp parallel if (singles == 0)
#pragma omp atomic
    singles++;
#pragma omp parallel num_threads(1)
#pragma omp atomic
    singles++;
    return wrong == 0 && singles == 4;
}

static double seconds(void)
{
    struct timeval now;

    gettimeofday(&now, NULL);
    return (double)now.tv_sec + (double)now.tv_usec * 1e-6;
}

int main(int argc, char *argv[])
{
    double start = seconds(), sum = 0, whole = (double)STREAM_ARRAY_SIZE;

    if (argc != 2 || count_threads() != atoi(argv[1]) || !are_teams_of_one()) {
        printf("%d threads\n", count_threads());
        return 1;
    }
#pragma omp parallel for
    for (int i = 0; i < STREAM_ARRAY_SIZE; i++)
        a[i] = i;
    for (int round = 0; round < 10; round++) {
#pragma omp parallel for
        for (int i = 0; i < STREAM_ARRAY_SIZE; i++)
            b[i] = a[i] + 1;
    }
#pragma omp parallel for reduction(+ : sum)
    for (int i = 0; i < STREAM_ARRAY_SIZE; i++)
        sum += b[i];
    printf("%f in %f s\n", sum, seconds() - start);
    return sum == whole * (whole + 1) / 2 && seconds() >= start ? 0 : 1;
}
