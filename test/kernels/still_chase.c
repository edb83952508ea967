/* SPDX-License-Identifier: MIT */
#include <muster/bench.h>

/* apps/chase with a run that makes no load and leaves the CPU where it began. */

static int still_bench(struct muster_barrier *cpus, const struct muster_bench *measured);
#define muster_bench(cpus, bench) still_bench((cpus), (bench))
#include <chase.c>
#undef muster_bench

static void still_run(void *unused)
{
    struct chase *chase = this_cpu_ptr(&chases);

    (void)unused;
    chase->position = ring_of(chase->rank);
}

static int still_bench(struct muster_barrier *cpus, const struct muster_bench *measured)
{
    struct muster_bench still = *measured;

    still.run = still_run;
    return muster_bench(cpus, &still);
}
