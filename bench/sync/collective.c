/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include <muster/parallel.h>
#include <muster/reduce.h>

#include "measure.h"

/* Measures what all CPUs do together. */

static void nothing(uint64_t begin, uint64_t end, void *unused)
{
    (void)begin;
    (void)end;
    (void)unused;
}

static void for_all(enum muster_schedule schedule)
{
    muster_parallel_for(&all, 0, muster_barrier_size(&all), schedule, 1, nothing, NULL);
}

void measure_collective(unsigned int rank)
{
    const uint64_t cpus = muster_barrier_size(&all);
    uint64_t value = 1;

    /* The first call does what a CPU does only once. */
    LOOP(muster_barrier_wait(&all))
    const uint64_t empty = TICKS_OF_ALL();
    const uint64_t barrier = TICKS_OF_ALL(muster_barrier_wait(&all));
    const uint64_t broadcast = TICKS_OF_ALL(muster_broadcast(&all, 0, &value, sizeof(value)));
    const uint64_t reduce = TICKS_OF_ALL(value = 1; muster_reduce_sum_u64(&all, &value));
    must_be("reduce", value, cpus);
    const uint64_t for_static = TICKS_OF_ALL(for_all(MUSTER_STATIC));
    const uint64_t for_dynamic = TICKS_OF_ALL(for_all(MUSTER_DYNAMIC));
    if (rank != 0)
        return;
    print_figure_of_all("barrier", barrier, empty, rounds);
    print_figure_of_all("broadcast", broadcast, empty, rounds);
    print_figure_of_all("reduce", reduce, empty, rounds);
    print_figure_of_all("parallel_for_static", for_static, empty, rounds);
    print_figure_of_all("parallel_for_dynamic", for_dynamic, empty, rounds);
}
