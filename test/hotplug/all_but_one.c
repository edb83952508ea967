/* SPDX-License-Identifier: MIT */
#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/order.h>

#include "args.h"
#include "check.h"
#include "wait.h"

/*
 * usage: hotplug-all-but-one CALLER ROUNDS
 *
 * CPU CALLER takes all other CPUs down, is alone, and brings them up again, ROUNDS times, from the
 * lowest and from the highest by turns. Each then does a job.
 */

static uint32_t jobs;

static int count_job(void *unused)
{
    (void)unused;
    __atomic_fetch_add(&jobs, 1, __ATOMIC_RELAXED);
    return 0;
}

/* Moves all CPUs except the caller's, from the lowest or from the highest. */
static void move_others(int (*move)(unsigned int cpu), bool from_lowest)
{
    for (unsigned int i = 0; i < nr_cpu_ids; i++) {
        unsigned int cpu = from_lowest ? i : nr_cpu_ids - 1 - i;
        if (cpu != smp_processor_id())
            CHECK(move(cpu) == 0);
    }
}

static void check_alone(unsigned int self)
{
    unsigned int cpu;

    CHECK(num_online_cpus() == 1 && cpu_online(self));
    CHECK(num_active_cpus() == 1 && cpu_active(self));
    CHECK(num_present_cpus() == nr_cpu_ids && num_possible_cpus() == nr_cpu_ids);
    for_each_possible_cpu (cpu)
        CHECK(cpuhp_cpu_state(cpu) == (cpu == self ? CPUHP_ONLINE : CPUHP_OFFLINE));
}

static void check_all_work(unsigned int self)
{
    unsigned int cpu;

    CHECK(num_online_cpus() == nr_cpu_ids && num_active_cpus() == nr_cpu_ids);
    __atomic_store_n(&jobs, 0, __ATOMIC_RELAXED);
    for_each_online_cpu (cpu)
        if (cpu != self)
            CHECK(muster_run_on(cpu, count_job, NULL) == 0);
    wait_until_others_idle();
    CHECK(__atomic_load_n(&jobs, __ATOMIC_RELAXED) == nr_cpu_ids - 1);
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != arg_number(1))
        return 0;
    for (unsigned long round = 0; round < arg_number(2); round++) {
        move_others(cpu_down, round % 2 == 0);
        check_alone(cpu);
        move_others(cpu_up, round % 2 == 0);
        check_all_work(cpu);
    }
    return 0;
}
