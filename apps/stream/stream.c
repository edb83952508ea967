/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/clock.h>
#include <muster/parallel.h>
#include <muster/percpu.h>

#include "sized_bench.h"

/*
 * The memory bandwidth that a program can sustain: the four loops of John McCalpin's STREAM over
 * three arrays, each CPU on its part of them, with STREAM's rules: ROUNDS rounds, the best time of
 * each loop, the first round left out; and the arrays must hold what the same steps make of three
 * numbers, to an average relative error of 1e-13.
 */

#define ROUNDS 10u
#define SCALAR 3.0
#define MOST_ERROR 1e-13
#define MOST_ELEMENTS (1u << 28)

enum loop { COPY, SCALE, ADD, TRIAD, LOOPS };

/* When this CPU began and ended each loop. Its own; CPU 0 reads it after the barrier. */
struct loop_times {
    uint64_t begin_ticks[ROUNDS][LOOPS], end_ticks[ROUNDS][LOOPS];
};
static DEFINE_PER_CPU(struct loop_times, loop_times);

static DEFINE_MUSTER_BARRIER(all);
/* Written by CPU 0 before the first barrier. */
static unsigned int size = 1000000; /* elements of an array */
static double *a, *b, *c;
/* CPU 0. */
static uint64_t best_ticks[LOOPS] = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX};

static void my_part(uint64_t *from, uint64_t *to)
{
    muster_static_range(0, size, muster_barrier_rank(&all), muster_barrier_size(&all), from, to);
}

static void run_loop(enum loop loop, double *restrict x, double *restrict y, double *restrict z,
                     uint64_t from, uint64_t to)
{
    switch (loop) {
    case COPY:
        for (uint64_t i = from; i < to; i++)
            z[i] = x[i];
        break;
    case SCALE:
        for (uint64_t i = from; i < to; i++)
            y[i] = SCALAR * z[i];
        break;
    case ADD:
        for (uint64_t i = from; i < to; i++)
            z[i] = x[i] + y[i];
        break;
    default:
        for (uint64_t i = from; i < to; i++)
            x[i] = y[i] + SCALAR * z[i];
    }
}

/* Each CPU is the first to write its part: on a machine with nodes the memory is then near the
 * CPU. */
static void prepare(void *unused)
{
    uint64_t from, to;

    (void)unused;
    my_part(&from, &to);
    for (uint64_t i = from; i < to; i++) {
        a[i] = 1.0;
        b[i] = 2.0;
        c[i] = 0.0;
    }
}

static void run(void *unused)
{
    struct loop_times *times = this_cpu_ptr(&loop_times);
    uint64_t from, to;

    (void)unused;
    my_part(&from, &to);
    for (unsigned int round = 0; round < ROUNDS; round++)
        for (enum loop loop = COPY; loop < LOOPS; loop++) {
            times->begin_ticks[round][loop] = muster_counter();
            run_loop(loop, a, b, c, from, to);
            times->end_ticks[round][loop] = muster_counter();
            if (muster_barrier_wait(&all) != 0)
                return;
        }
}

/* A loop lasts from when its first CPU begins to when its last one ends. */
static void note_times(void)
{
    unsigned int cpu;

    for (unsigned int round = 1; round < ROUNDS; round++)
        for (enum loop loop = COPY; loop < LOOPS; loop++) {
            uint64_t begin = UINT64_MAX, end = 0;
            for_each_online_cpu (cpu) {
                const struct loop_times *times = per_cpu_ptr(&loop_times, cpu);
                if (begin > times->begin_ticks[round][loop])
                    begin = times->begin_ticks[round][loop];
                if (end < times->end_ticks[round][loop])
                    end = times->end_ticks[round][loop];
            }
            if (best_ticks[loop] > end - begin)
                best_ticks[loop] = end - begin;
        }
}

static bool is_right(const char *name, const double *array, double expected)
{
    double sum = 0.0;

    for (unsigned int i = 0; i < size; i++)
        sum += fabs(array[i] - expected);
    if (sum / size / fabs(expected) < MOST_ERROR)
        return true;
    fprintf(stderr, "stream: %s is off by %g on average, expected are elements of %g\n", name,
            sum / size, expected);
    return false;
}

static bool verify(void *unused)
{
    double x = 1.0, y = 2.0, z = 0.0;

    (void)unused;
    note_times();
    for (unsigned int round = 0; round < ROUNDS; round++) {
        z = x;
        y = SCALAR * z;
        z = x + y;
        x = y + SCALAR * z;
    }
    return is_right("a", a, x) && is_right("b", b, y) && is_right("c", c, z);
}

static void print_figures(void)
{
    static const struct {
        const char *name;
        unsigned int arrays; /* that a step reads or writes an element of */
    } loops[LOOPS] = {{"copy", 2}, {"scale", 2}, {"add", 3}, {"triad", 3}};
    const double ns_per_tick = 1e9 / muster_counter_hz();

    for (enum loop loop = COPY; loop < LOOPS; loop++) {
        if (!best_ticks[loop]) {
            fprintf(stderr, "stream: %s took no tick of the counter: no figure with size=%u\n",
                    loops[loop].name, size);
            continue;
        }
        double ns = (double)best_ticks[loop] * ns_per_tick;
        double bytes = (double)(sizeof(double) * loops[loop].arrays) * size;
        printf("RESULT bench=stream figure=%s cpus=%u ", loops[loop].name,
               muster_barrier_size(&all));
        if (muster_bench_option("icount"))
            printf("value=%.3f unit=insn_per_element", ns / size);
        else
            printf("value=%.1f unit=MB/s", bytes / ns * 1e3);
        printf(" class=%u verified=yes\n", size);
    }
}

static struct muster_bench bench = {
    .name = "stream", .prepare = prepare, .run = run, .verify = verify, .warmups = 1};

static int set_up(void)
{
    int error = muster_bench_number("size", 1, MOST_ELEMENTS, &size);
    if (error)
        return error;
    bench.operations = 4.0 * ROUNDS * size; /* elements of a loop */
    a = malloc(size * sizeof(*a));
    b = malloc(size * sizeof(*b));
    c = malloc(size * sizeof(*c));
    if (a && b && c)
        return 0;
    fprintf(stderr, "stream: no memory for three arrays of size=%u elements\n", size);
    return -ENOMEM;
}

int app_main_percpu(unsigned int cpu)
{
    if (!sized_bench_begin(&bench, &all, set_up, &size) || muster_bench(&all, &bench) != 0)
        return 1;
    if (cpu == 0)
        print_figures();
    return 0;
}
