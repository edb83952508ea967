/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A kernel written for POSIX threads. It uses nothing of Muster.
 *
 * usage: port-pthread [THREADS]
 *
 * Each thread makes a part of a sequence of numbers, meets the others, and counts how often each
 * value occurs in another one's part.
 */

#define NUMBERS 100000u
#define VALUES 64u
#define THREADS_MAX 512

static uint8_t numbers[NUMBERS];
static unsigned int histogram[VALUES];
static pthread_mutex_t histogram_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t all_made;
static unsigned int thread_count = 1;

static uint8_t number(unsigned int i)
{
    return (uint8_t)((i * 2654435761u >> 13) % VALUES);
}

/* Returns the count of numbers in that part. The last part has what is left. */
static void part(unsigned int index, unsigned int *begin, unsigned int *end)
{
    unsigned int each = NUMBERS / thread_count;

    *begin = index * each;
    *end = index + 1 == thread_count ? NUMBERS : *begin + each;
}

static void *work(void *index_pointer)
{
    unsigned int index = *(unsigned int *)index_pointer, begin, end;
    unsigned int counts[VALUES] = {0};

    part(index, &begin, &end);
    for (unsigned int i = begin; i < end; i++)
        numbers[i] = number(i);
    pthread_barrier_wait(&all_made);
    part((index + 1) % thread_count, &begin, &end);
    for (unsigned int i = begin; i < end; i++)
        counts[numbers[i]]++;
    pthread_mutex_lock(&histogram_mutex);
    for (unsigned int value = 0; value < VALUES; value++)
        histogram[value] += counts[value];
    pthread_mutex_unlock(&histogram_mutex);
    return index_pointer;
}

static int is_right(void)
{
    unsigned int expected[VALUES] = {0};

    for (unsigned int i = 0; i < NUMBERS; i++)
        expected[number(i)]++;
    return memcmp(expected, histogram, sizeof(histogram)) == 0;
}

int main(int argc, char **argv)
{
    static pthread_t threads[THREADS_MAX];
    static unsigned int indices[THREADS_MAX];

    if (argc > 1)
        thread_count = (unsigned int)strtoul(argv[1], NULL, 0);
    if (thread_count == 0 || thread_count > THREADS_MAX) {
        fprintf(stderr, "port-pthread: 1 to %d threads\n", THREADS_MAX);
        return 1;
    }
    pthread_barrier_init(&all_made, NULL, thread_count);
    for (unsigned int i = 1; i < thread_count; i++) {
        indices[i] = i;
        int error = pthread_create(&threads[i], NULL, work, &indices[i]);
        if (error) {
            fprintf(stderr, "port-pthread: thread %u: %s\n", i, strerror(error));
            exit(1);
        }
    }
    work(&indices[0]);
    for (unsigned int i = 1; i < thread_count; i++) {
        void *result;
        if (pthread_join(threads[i], &result) != 0 || result != &indices[i])
            return 1;
    }
    printf("%u threads: %s\n", thread_count, is_right() ? "right" : "wrong");
    return is_right() ? 0 : 1;
}
