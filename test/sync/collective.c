/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/parallel.h>
#include <muster/reduce.h>
#include <muster/smp.h>

#include "args.h"
#include "check.h"
#include "random.h"
#include "wait.h"

/*
 * usage: sync-collective ROUNDS
 *
 * Checks what all CPUs do together with a value of each, and loops that they share.
 */

static DEFINE_MUSTER_BARRIER(all);
static uint32_t random_state[NR_CPUS];

static void come_late(unsigned int cpu)
{
    if (random_next(&random_state[cpu]) % 4 == 0)
        be_busy(random_next(&random_state[cpu]) % 40000);
}

/* ---- values of a word ------------------------------------------------------------------------ */

static void reduce_integers(unsigned int cpu, uint64_t round)
{
    uint64_t n = nr_cpu_ids, u = cpu + round, least = cpu + round, most = cpu + round;
    int64_t i = -(int64_t)cpu, low = -(int64_t)cpu, high = -(int64_t)cpu;

    CHECK(muster_reduce_sum_u64(&all, &u) == 0 && u == n * round + n * (n - 1) / 2);
    CHECK(muster_reduce_min_u64(&all, &least) == 0 && least == round);
    CHECK(muster_reduce_max_u64(&all, &most) == 0 && most == round + n - 1);
    CHECK(muster_reduce_sum_i64(&all, &i) == 0 && i == -(int64_t)(n * (n - 1) / 2));
    CHECK(muster_reduce_min_i64(&all, &low) == 0 && low == -(int64_t)(n - 1));
    CHECK(muster_reduce_max_i64(&all, &high) == 0 && high == 0);
}

/* A sum that each order of additions rounds differently has the same bits on all CPUs and in all
 * rounds, in whatever order the CPUs come. */
static void reduce_doubles(unsigned int cpu)
{
    static uint64_t first_bits;
    double value = 1.0 / (3.0 + cpu) * (cpu % 2 ? -1e10 : 1e-3);
    double least = value, most = value;
    uint64_t bits;

    CHECK(muster_reduce_sum_double(&all, &value) == 0);
    memcpy(&bits, &value, sizeof(bits));
    uint64_t lowest = bits, highest = bits;
    CHECK(muster_reduce_min_u64(&all, &lowest) == 0 && muster_reduce_max_u64(&all, &highest) == 0);
    CHECK(lowest == bits && highest == bits);
    if (cpu == 0 && !first_bits)
        first_bits = bits;
    CHECK(muster_barrier_wait(&all) == 0);
    CHECK(bits == first_bits);
    CHECK(muster_reduce_min_double(&all, &least) == 0 &&
          muster_reduce_max_double(&all, &most) == 0);
    CHECK(most == 1e-3 / 3.0 && (nr_cpu_ids == 1 || least == 1.0 / 4.0 * -1e10));
}

/* ---- any value ------------------------------------------------------------------------------- */

/* Composes functions x -> factor * x + sum, for which the order makes a difference. */
struct map {
    uint64_t factor, sum;
};

static void follow(void *into, const void *from)
{
    struct map *first = into;
    const struct map *second = from;

    first->sum = second->factor * first->sum + second->sum;
    first->factor *= second->factor;
}

static struct map map_of(unsigned int cpu, uint64_t round)
{
    return (struct map){2 * cpu + 3, round * 7 + cpu};
}

static void reduce_maps(unsigned int cpu, uint64_t round)
{
    struct map map = map_of(cpu, round), expected = map_of(0, round);

    for (unsigned int other = 1; other < nr_cpu_ids; other++)
        follow(&expected, &(struct map){map_of(other, round).factor, map_of(other, round).sum});
    CHECK(muster_reduce(&all, &map, sizeof(map), follow) == 0);
    CHECK(map.factor == expected.factor && map.sum == expected.sum);
}

/* Reduces a list of CPUs that is longer than one pass takes. */
struct list {
    uint16_t count, cpus[NR_CPUS];
};

static void append(void *into, const void *from)
{
    struct list *first = into;
    const struct list *second = from;

    memcpy(&first->cpus[first->count], second->cpus, second->count * sizeof(*second->cpus));
    first->count = (uint16_t)(first->count + second->count);
}

static void reduce_lists(unsigned int cpu)
{
    struct list list = {1, {(uint16_t)cpu}};

    CHECK(muster_reduce(&all, &list, sizeof(list), append) == 0);
    CHECK(list.count == nr_cpu_ids);
    for (unsigned int i = 0; i < nr_cpu_ids; i++)
        CHECK(list.cpus[i] == i);
}

static void broadcast(unsigned int cpu, uint64_t round)
{
    unsigned int from = (unsigned int)(round % nr_cpu_ids);
    uint64_t word = round * 1000 + cpu, many[100];

    memset(many, (int)cpu, sizeof(many));
    CHECK(muster_broadcast(&all, from, &word, sizeof(word)) == 0);
    CHECK(word == round * 1000 + from);
    CHECK(muster_broadcast(&all, from, many, sizeof(many)) == 0);
    for (unsigned int i = 0; i < sizeof(many); i++)
        CHECK(((unsigned char *)many)[i] == (unsigned char)from);
    CHECK(muster_broadcast(&all, nr_cpu_ids, &word, sizeof(word)) == -EINVAL);
    CHECK(muster_broadcast(&all, 0, NULL, 0) == -EINVAL);
    CHECK(muster_reduce(&all, &word, sizeof(word), NULL) == -EINVAL);
}

/* ---- loops ----------------------------------------------------------------------------------- */

#define LENGTH 1000
static uint32_t done[LENGTH];

static void mark(uint64_t begin, uint64_t end, void *context)
{
    CHECK(begin < end);
    for (uint64_t i = begin; i < end; i++)
        __atomic_fetch_add(&done[i - *(const uint64_t *)context], 1, __ATOMIC_RELAXED);
}

static void check_loop(enum muster_schedule schedule, uint64_t chunk, uint64_t begin,
                       uint64_t count)
{
    CHECK(muster_parallel_for(&all, begin, begin + count, schedule, chunk, mark, &begin) == 0);
    for (uint64_t i = muster_barrier_rank(&all); i < LENGTH; i += nr_cpu_ids) {
        CHECK(done[i] == (i < count));
        done[i] = 0;
    }
    CHECK(muster_barrier_wait(&all) == 0);
}

static void share_loops(void)
{
    static const uint64_t chunks[] = {0, 1, 7, 400, UINT64_MAX};
    uint64_t begin = 5;

    for (int schedule = MUSTER_STATIC; schedule <= MUSTER_GUIDED; schedule++) {
        for (unsigned int i = 0; i < sizeof(chunks) / sizeof(*chunks); i++) {
            check_loop((enum muster_schedule)schedule, chunks[i], 0, LENGTH);
            check_loop((enum muster_schedule)schedule, chunks[i], UINT64_MAX - LENGTH, LENGTH);
        }
        check_loop((enum muster_schedule)schedule, 3, 17, 1);
        check_loop((enum muster_schedule)schedule, 3, 17, 0);
        CHECK(muster_parallel_for(&all, 9, 8, (enum muster_schedule)schedule, 1, mark, &begin) ==
              0);
    }
    CHECK(muster_parallel_for(&all, 0, 1, MUSTER_STATIC, 0, NULL, NULL) == -EINVAL);
    CHECK(muster_parallel_for(&all, 0, 1, (enum muster_schedule)3, 0, mark, &begin) == -EINVAL);
}

int app_main_percpu(unsigned int cpu)
{
    random_state[cpu] = cpu;
    for (uint64_t round = 0; round < arg_number(1); round++) {
        come_late(cpu);
        reduce_integers(cpu, round);
        reduce_doubles(cpu);
        reduce_maps(cpu, round);
        broadcast(cpu, round);
    }
    reduce_lists(cpu);
    share_loops();
    return 0;
}
