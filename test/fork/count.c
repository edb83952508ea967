/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/fork.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "args.h"
#include "check.h"
#include "work.h"

/*
 * usage: fork-count ROUNDS
 *
 * CPU 0 forks on all the others and joins them, ROUNDS times: each function runs once, on its CPU,
 * and sees what CPU 0 wrote before; the joiner sees what the function wrote. Now and then there is
 * a pause, so that the CPUs sleep.
 */

static unsigned long round_now; /* written by CPU 0 between the rounds, with plain stores */
static unsigned long seen[NR_CPUS];
static DEFINE_PER_CPU(unsigned long, calls);

static void count(void *argument)
{
    unsigned int cpu = smp_processor_id();

    CHECK(argument == &seen[cpu]);
    this_cpu_inc(calls);
    *(unsigned long *)argument = round_now;
}

static void one_round(unsigned long round)
{
    unsigned int cpu;

    round_now = round;
    for_each_online_cpu (cpu)
        if (cpu != 0)
            CHECK(muster_fork(cpu, count, &seen[cpu]) == 0);
    for_each_online_cpu (cpu)
        if (cpu != 0) {
            CHECK(muster_join(cpu) == 0);
            CHECK(seen[cpu] == round && per_cpu(calls, cpu) == round);
        }
}

/* ---- forks of forks ------------------------------------------------------------------------- */

/* Forks on the two CPUs below this one in a tree, and joins them. */
static void tree(void *argument)
{
    unsigned int cpu = smp_processor_id(), first = 2 * cpu + 1;

    for (unsigned int child = first; child <= first + 1 && child < nr_cpu_ids; child++)
        CHECK(muster_fork(child, tree, argument) == 0);
    for (unsigned int child = first; child <= first + 1 && child < nr_cpu_ids; child++)
        CHECK(muster_join(child) == 0);
    __atomic_add_fetch((unsigned int *)argument, 1, __ATOMIC_RELAXED);
}

static void check_tree(void)
{
    unsigned int visited = 0;

    tree(&visited);
    CHECK(visited == nr_cpu_ids);
}

int app_main_percpu(unsigned int cpu)
{
    const unsigned long rounds = arg_number(1), until_pause = 100;

    if (cpu != 0)
        return 0;
    join_others();
    for (unsigned long round = 1; round <= rounds; round++) {
        one_round(round);
        if (round % until_pause == 0)
            mdelay(1);
    }
    check_tree();
    return 0;
}
