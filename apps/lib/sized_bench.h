/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_APPS_SIZED_BENCH_H
#define MUSTER_APPS_SIZED_BENCH_H

#include <stdbool.h>
#include <stdio.h>

#include <muster/barrier.h>
#include <muster/bench.h>

/*
 * Prepares a benchmark that has a number for its class: the size of its problem. All CPUs of
 * @p cpus call it. CPU 0 calls @p set_up, which reads the size from the command line, allocates
 * memory and fills in bench->operations; then *@p size becomes the name of the class.
 *
 * Returns true on every CPU when set_up() has returned 0 and muster_bench() can be called.
 */
static inline bool sized_bench_begin(struct muster_bench *bench, struct muster_barrier *cpus,
                                     int (*set_up)(void), const unsigned int *size)
{
    static char class_name[12];
    static int error; /* written by CPU 0 before the barrier, as class_name is */

    if (muster_barrier_rank(cpus) == 0) {
        error = set_up();
        snprintf(class_name, sizeof(class_name), "%u", *size);
        bench->class_name = class_name;
    }
    return muster_barrier_wait(cpus) == 0 && error == 0;
}

/* Prepares the benchmark as sized_bench_begin() does, and runs it. Returns the status of the
 * program. */
static inline int sized_bench(struct muster_bench *bench, struct muster_barrier *cpus,
                              int (*set_up)(void), const unsigned int *size)
{
    if (!sized_bench_begin(bench, cpus, set_up, size))
        return 1;
    return muster_bench(cpus, bench);
}

#endif
