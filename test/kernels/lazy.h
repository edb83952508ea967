/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_LAZY_H
#define MUSTER_TEST_LAZY_H

#include <muster/bench.h>

/*
 * Included before a kernel: only the first run does something. The other runs must not pass with
 * the result that the first run left. For one CPU.
 */

static void (*eager_run)(void *context);

static void lazy_run(void *context)
{
    static unsigned int runs;

    if (runs++ == 0)
        eager_run(context);
}

static inline int lazy_bench(struct muster_barrier *cpus, const struct muster_bench *bench)
{
    struct muster_bench lazy = *bench;

    eager_run = bench->run;
    lazy.run = lazy_run;
    return muster_bench(cpus, &lazy);
}

#define muster_bench(cpus, bench) lazy_bench((cpus), (bench))

#endif
