/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/parallel.h>
#include <muster/reduce.h>

/*
 * The area below 4 / (1 + x^2) from 0 to 1 is pi. Every CPU adds up its part of STEPS strips; the
 * shortest kernel there is, and the example of docs/benchmarking.md.
 */

#define STEPS 1000000u

static DEFINE_MUSTER_BARRIER(all);
static double pi; /* rank 0 writes it in a run, and reads it in verify() */

static void run(void *unused)
{
    const double width = 1.0 / STEPS;
    uint64_t begin, end;
    double sum = 0;

    (void)unused;
    muster_static_range(0, STEPS, muster_barrier_rank(&all), muster_barrier_size(&all), &begin,
                        &end);
    for (uint64_t i = begin; i < end; i++) {
        double x = ((double)i + 0.5) * width;
        sum += 4 / (1 + x * x);
    }
    muster_reduce_sum_double(&all, &sum);
    if (muster_barrier_rank(&all) == 0)
        pi = sum * width;
}

/* The midpoint rule is wrong by width^2 / 12 at most here, and each addition by its rounding. */
static bool verify(void *unused)
{
    (void)unused;
    printf("pi is %.12f\n", pi);
    return fabs(pi - 3.14159265358979) < 1e-10;
}

int app_main_percpu(unsigned int cpu)
{
    static const struct muster_bench bench = {
        .name = "pi", .run = run, .verify = verify, .operations = STEPS, .warmups = 1};

    (void)cpu;
    return muster_bench(&all, &bench);
}
