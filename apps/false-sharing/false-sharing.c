/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/parallel.h>
#include <muster/percpu.h>

#include "sized_bench.h"

/*
 * Each CPU counts in a word of its own: first with the words side by side, so that CPUs share cache
 * lines without sharing anything, then with each word in a line of its own.
 */

#define MOST_COUNTS (1u << 30)

/* A way to lay the words out. */
struct layout {
    size_t words_apart;
    uint64_t *words;
};

static DEFINE_MUSTER_BARRIER(all);
/* Written by CPU 0 before the first barrier. */
static unsigned int size = 30000000; /* counts of all CPUs together in a run */
static struct layout packed = {.words_apart = 1};
static struct layout padded = {.words_apart = MUSTER_CACHE_LINE_BYTES / sizeof(uint64_t)};

static uint64_t *word_of(const struct layout *layout, unsigned int rank)
{
    return layout->words + rank * layout->words_apart;
}

static uint64_t counts_of(unsigned int rank)
{
    uint64_t from, to;

    muster_static_range(0, size, rank, muster_barrier_size(&all), &from, &to);
    return to - from;
}

static void prepare(void *layout)
{
    *word_of(layout, muster_barrier_rank(&all)) = 0;
}

/* Counts by atomic accesses, so that each count is one load and one store. */
static void run(void *layout)
{
    const uint64_t counts = counts_of(muster_barrier_rank(&all));
    uint64_t *word = word_of(layout, muster_barrier_rank(&all));

    for (uint64_t i = 0; i < counts; i++)
        __atomic_store_n(word, __atomic_load_n(word, __ATOMIC_RELAXED) + 1, __ATOMIC_RELAXED);
}

static bool verify(void *layout)
{
    for (unsigned int rank = 0; rank < muster_barrier_size(&all); rank++)
        if (*word_of(layout, rank) != counts_of(rank)) {
            fprintf(stderr, "false-sharing: the CPU of rank %u has not counted to %llu\n", rank,
                    (unsigned long long)counts_of(rank));
            return false;
        }
    return true;
}

static int allocate(struct layout *layout)
{
    const size_t bytes = muster_barrier_size(&all) * layout->words_apart * sizeof(uint64_t);
    const size_t line = MUSTER_CACHE_LINE_BYTES;

    layout->words = aligned_alloc(line, (bytes + line - 1) / line * line);
    return layout->words ? 0 : -ENOMEM;
}

static struct muster_bench packed_bench = {.name = "false-sharing-packed",
                                           .prepare = prepare,
                                           .run = run,
                                           .verify = verify,
                                           .context = &packed,
                                           .warmups = 1};
static struct muster_bench padded_bench = {.name = "false-sharing-padded",
                                           .prepare = prepare,
                                           .run = run,
                                           .verify = verify,
                                           .context = &padded,
                                           .warmups = 1};

static int set_up(void)
{
    int error = muster_bench_number("size", 1, MOST_COUNTS, &size);
    if (error)
        return error;
    packed_bench.operations = padded_bench.operations = size;
    if (allocate(&packed) == 0 && allocate(&padded) == 0)
        return 0;
    fprintf(stderr, "false-sharing: no memory for a cache line of each CPU\n");
    return -ENOMEM;
}

int app_main_percpu(unsigned int cpu)
{
    if (!sized_bench_begin(&packed_bench, &all, set_up, &size))
        return 1;
    if (cpu == 0) /* the others look at it after the barriers of packed_bench */
        padded_bench.class_name = packed_bench.class_name;
    if (muster_bench(&all, &packed_bench) != 0)
        return 1;
    return muster_bench(&all, &padded_bench);
}
