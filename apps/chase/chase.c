/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/clock.h>
#include <muster/parallel.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "sized_bench.h"

/*
 * What does a load cost that must wait for the one before it? Each CPU follows pointers round a
 * ring of its own, which goes through every line of its memory once, in a random order: no
 * prefetcher helps, and the size of the memory says which cache, or none, it stays in.
 */

#define LOADS 1000000u /* of all CPUs together in a run */
#define MOST_KIB (1u << 20)

struct line {
    struct line *next;
    uint64_t visits; /* verify() */
} __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));

static DEFINE_MUSTER_BARRIER(all);
/* Written by CPU 0 before the first barrier. */
static unsigned int size_kib = 64; /* of each CPU's memory */
static size_t lines;               /* of each CPU */
static struct line *memory;
static uint64_t best_ticks = UINT64_MAX; /* of a run; rank 0 */
/* Written by its CPU; rank 0 reads it after the barrier. */
struct chase {
    unsigned int rank;
    const struct line *position; /* where it has come to */
    uint64_t begin_ticks, end_ticks;
};
static DEFINE_PER_CPU(struct chase, chases);

static struct line *ring_of(unsigned int rank)
{
    return memory + rank * lines;
}

/* Returns the number of loads of a CPU: its share, or one more, because after whole rounds the CPU
 * would stand where it began. */
static uint64_t loads_of(unsigned int rank)
{
    uint64_t from, to;

    muster_static_range(0, LOADS, rank, muster_barrier_size(&all), &from, &to);
    return to - from + ((to - from) % lines == 0);
}

static uint32_t random_next(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

/* Makes one ring of all lines by S. Sattolo's shuffle, which always gives a single cycle. */
static void make_ring(unsigned int rank)
{
    struct line *ring = ring_of(rank);
    uint32_t seed = rank;

    for (size_t i = 0; i < lines; i++)
        ring[i] = (struct line){.next = &ring[i]};
    for (size_t i = lines - 1; i > 0; i--) {
        size_t other = random_next(&seed) % i;
        struct line *next = ring[i].next;
        ring[i].next = ring[other].next;
        ring[other].next = next;
    }
}

static void prepare(void *unused)
{
    (void)unused;
    *this_cpu_ptr(&chases) = (struct chase){.rank = muster_barrier_rank(&all)};
}

static void run(void *unused)
{
    struct chase *chase = this_cpu_ptr(&chases);
    const struct line *line = ring_of(chase->rank);
    const uint64_t loads = loads_of(chase->rank);

    (void)unused;
    chase->begin_ticks = muster_counter();
    for (uint64_t i = 0; i < loads; i++)
        line = line->next;
    chase->position = line;
    chase->end_ticks = muster_counter();
}

/* Returns true if the ring visits every line once, and the CPU stands where its number of loads
 * ends. */
static bool is_right(const struct chase *chase)
{
    struct line *ring = ring_of(chase->rank), *line = ring;
    const size_t last = loads_of(chase->rank) % lines;
    bool is_there = false;

    for (size_t i = 0; i < lines; i++, line = line->next) {
        line->visits++;
        is_there |= i == last && line == chase->position;
    }
    for (size_t i = 0; i < lines; i++) {
        is_there &= ring[i].visits == 1;
        ring[i].visits = 0;
    }
    return is_there;
}

/* A run lasts from when its first CPU begins to when its last one ends. */
static void note_time(void)
{
    uint64_t begin = UINT64_MAX, end = 0;
    unsigned int cpu;

    for_each_online_cpu (cpu) {
        const struct chase *chase = per_cpu_ptr(&chases, cpu);
        if (begin > chase->begin_ticks)
            begin = chase->begin_ticks;
        if (end < chase->end_ticks)
            end = chase->end_ticks;
    }
    if (best_ticks > end - begin)
        best_ticks = end - begin;
}

static bool verify(void *unused)
{
    unsigned int cpu;

    (void)unused;
    note_time();
    for_each_online_cpu (cpu)
        if (!is_right(per_cpu_ptr(&chases, cpu))) {
            fprintf(stderr, "chase: CPU %u is not where so many loads end, or its ring is none\n",
                    cpu);
            return false;
        }
    return true;
}

static struct muster_bench bench = {
    .name = "chase", .prepare = prepare, .run = run, .verify = verify, .warmups = 1};

static int set_up(void)
{
    const size_t bytes_per_kib = 1024;

    int error = muster_bench_number("size", 1, MOST_KIB, &size_kib);
    if (error)
        return error;
    bench.operations = LOADS;
    lines = size_kib * bytes_per_kib / sizeof(*memory);
    memory = aligned_alloc(sizeof(*memory), muster_barrier_size(&all) * lines * sizeof(*memory));
    if (memory)
        return 0;
    fprintf(stderr, "chase: no memory for size=%u KiB on each of %u CPUs\n", size_kib,
            muster_barrier_size(&all));
    return -ENOMEM;
}

static void print_figure(void)
{
    const double ns = (double)best_ticks * 1e9 / muster_counter_hz();
    const unsigned int cpus = muster_barrier_size(&all);
    const bool is_icount = muster_bench_option("icount") != NULL;
    /* With icount the CPUs take turns, so the time is that of all loads. Otherwise each CPU has its
     * share of the loads. */
    const double loads = is_icount ? LOADS : (double)LOADS / cpus;

    printf("RESULT bench=chase figure=load cpus=%u value=%.3f unit=%s class=%u verified=yes\n",
           cpus, ns / loads, is_icount ? "insn" : "ns", size_kib);
}

int app_main_percpu(unsigned int cpu)
{
    if (!sized_bench_begin(&bench, &all, set_up, &size_kib))
        return 1;
    make_ring(muster_barrier_rank(&all));
    if (muster_bench(&all, &bench) != 0)
        return 1;
    if (cpu == 0)
        print_figure();
    return 0;
}
