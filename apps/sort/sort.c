/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/parallel.h>

#include "sized_bench.h"

/*
 * A merge sort of random numbers: each CPU sorts a part of its own, then sorted runs are merged two
 * by two until one is left. Each CPU makes its own part of every merged run: it finds by bisection
 * how much of the two runs stands before that part. So no CPU is ever without work.
 */

#define MOST_KEYS (1u << 28)

static DEFINE_MUSTER_BARRIER(all);
/* Written by CPU 0 before the first barrier. */
static unsigned int size = 200000;
static uint64_t *keys[2];   /* a merge goes from one to the other */
static unsigned int sorted; /* rank 0: the one with the result */

/* S. Vigna's splitmix64: the number that follows @p state. */
static uint64_t mix(uint64_t state)
{
    state += UINT64_C(0x9e3779b97f4a7c15);
    state = (state ^ (state >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    state = (state ^ (state >> 27)) * UINT64_C(0x94d049bb133111eb);
    return state ^ (state >> 31);
}

/* Returns where the part of @p rank begins. For the rank behind the last one that is the end of all
 * parts. */
static size_t part_begin(unsigned int rank)
{
    uint64_t from, to;

    if (rank >= muster_barrier_size(&all))
        return size;
    muster_static_range(0, size, rank, muster_barrier_size(&all), &from, &to);
    return from;
}

/* Two sorted runs, one behind the other. */
struct runs {
    const uint64_t *a, *b;
    size_t a_count, b_count;
};

/* Returns how many of the first @p count keys of the merged run come from run a. */
static size_t count_of_a(const struct runs *runs, size_t count)
{
    size_t low = count > runs->b_count ? count - runs->b_count : 0;
    size_t high = count < runs->a_count ? count : runs->a_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (runs->a[middle] <= runs->b[count - middle - 1])
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Makes keys @p first to @p end - 1 of the merged run that begins at @p to. */
static void merge(uint64_t *to, const struct runs *runs, size_t first, size_t end)
{
    size_t i = count_of_a(runs, first), j = first - i;

    for (size_t k = first; k < end; k++)
        to[k] = j == runs->b_count || (i < runs->a_count && runs->a[i] <= runs->b[j])
                    ? runs->a[i++]
                    : runs->b[j++];
}

/* Sorts keys that both arrays hold: @p to gets them sorted, @p scratch in some order. */
static void sort_part(uint64_t *to, uint64_t *scratch, size_t count)
{
    const size_t half = count / 2;
    const struct runs runs = {scratch, scratch + half, half, count - half};

    if (count < 2)
        return;
    sort_part(scratch, to, half);
    sort_part(scratch + half, to + half, count - half);
    merge(to, &runs, 0, count);
}

/* Does the CPU's part of merging runs that are the parts of @p ranks ranks each. */
static void merge_part(uint64_t *to, const uint64_t *from, unsigned int rank, unsigned int ranks)
{
    const unsigned int first = rank / (2 * ranks) * (2 * ranks);
    const size_t begin = part_begin(first), middle = part_begin(first + ranks),
                 end = part_begin(first + 2 * ranks);
    const struct runs runs = {from + begin, from + middle, middle - begin, end - middle};

    merge(to + begin, &runs, part_begin(rank) - begin, part_begin(rank + 1) - begin);
}

static void run(void *unused)
{
    const unsigned int rank = muster_barrier_rank(&all);
    const size_t begin = part_begin(rank);
    unsigned int now = 0;

    (void)unused;
    sort_part(keys[0] + begin, keys[1] + begin, part_begin(rank + 1) - begin);
    for (unsigned int ranks = 1; ranks < muster_barrier_size(&all); ranks *= 2) {
        if (muster_barrier_wait(&all) != 0) /* the other run may be another CPU's */
            return;
        merge_part(keys[!now], keys[now], rank, ranks);
        now = !now;
    }
    if (rank == 0)
        sorted = now;
}

static void prepare(void *unused)
{
    const unsigned int rank = muster_barrier_rank(&all);

    (void)unused;
    for (size_t i = part_begin(rank); i < part_begin(rank + 1); i++)
        keys[0][i] = keys[1][i] = mix(i);
}

/* Checks that the keys are in order, and the same as before by two sums: of the keys, and of their
 * mixes. */
static bool verify(void *unused)
{
    const uint64_t *result = keys[sorted];
    uint64_t sum = 0, mixed_sum = 0;

    (void)unused;
    for (size_t i = 0; i < size; i++) {
        if (i > 0 && result[i - 1] > result[i]) {
            fprintf(stderr, "sort: key %zu is greater than the next one\n", i - 1);
            return false;
        }
        sum += result[i] - mix(i);
        mixed_sum += mix(result[i]) - mix(mix(i));
    }
    if (sum != 0 || mixed_sum != 0)
        fprintf(stderr, "sort: these are not the keys that were to be sorted\n");
    return sum == 0 && mixed_sum == 0;
}

static struct muster_bench bench = {
    .name = "sort", .prepare = prepare, .run = run, .verify = verify, .warmups = 1};

static int set_up(void)
{
    int error = muster_bench_number("size", 1, MOST_KEYS, &size);
    if (error)
        return error;
    bench.operations = size;
    keys[0] = malloc(size * sizeof(uint64_t));
    keys[1] = malloc(size * sizeof(uint64_t));
    if (keys[0] && keys[1])
        return 0;
    fprintf(stderr, "sort: no memory for two arrays of size=%u keys\n", size);
    return -ENOMEM;
}

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    return sized_bench(&bench, &all, set_up, &size);
}
