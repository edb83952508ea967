/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/parallel.h>
#include <muster/percpu.h>
#include <muster/reduce.h>
#include <muster/smp.h>

#include "args.h"
#include "check.h"

/*
 * usage: sync-barrier ROUNDS
 *
 * Each CPU counts its rounds, and sees after each that all the others are in the same.
 */

static DEFINE_MUSTER_BARRIER(all);
static DEFINE_PER_CPU(uint64_t, rounds);

static void add(uint64_t begin, uint64_t end, void *context)
{
    for (uint64_t i = begin; i < end; i++)
        __atomic_fetch_add((uint64_t *)context, i, __ATOMIC_RELAXED);
}

int app_main_percpu(unsigned int cpu)
{
    static uint64_t sum;
    unsigned int other;

    CHECK(muster_barrier_size(&all) == num_online_cpus() && muster_barrier_rank(&all) == cpu);
    for (uint64_t round = 1; round <= arg_number(1); round++) {
        __atomic_store_n(this_cpu_ptr(&rounds), round, __ATOMIC_RELAXED);
        CHECK(muster_barrier_wait(&all) == 0);
        for_each_online_cpu (other) {
            uint64_t seen = __atomic_load_n(per_cpu_ptr(&rounds, other), __ATOMIC_RELAXED);
            CHECK(seen == round || seen == round + 1);
        }
    }
    double value = cpu + 0.5;
    CHECK(muster_reduce_sum_double(&all, &value) == 0);
    CHECK(value == nr_cpu_ids * nr_cpu_ids / 2.0);
    CHECK(muster_broadcast(&all, nr_cpu_ids - 1, &cpu, sizeof(cpu)) == 0);
    CHECK(cpu == nr_cpu_ids - 1);
    for (int schedule = MUSTER_STATIC; schedule <= MUSTER_GUIDED; schedule++)
        CHECK(muster_parallel_for(&all, 10, 1010, (enum muster_schedule)schedule, 3, add, &sum) ==
              0);
    CHECK(sum == 3 * 509500);
    return 0;
}
