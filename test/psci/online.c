/* SPDX-License-Identifier: MIT */
#include <muster/app.h>
#include <muster/clock.h>
#include <muster/cpuhp.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: psci-online POSSIBLE PRESENT MS CPU...
 *
 * Of POSSIBLE CPUs PRESENT can be started, and CPU... are online and meet. Nothing changes for MS
 * milliseconds.
 */

#define FIRST_CPU_ARG 4
#define MS_PER_S 1000

static bool is_expected(unsigned int cpu)
{
    for (int i = FIRST_CPU_ARG; i < muster_app_args()->argc; i++)
        if (arg_number(i) == cpu)
            return true;
    return false;
}

static void check_cpu(unsigned int cpu)
{
    bool is_up = is_expected(cpu);

    CHECK(cpu_possible(cpu));
    CHECK(cpu_online(cpu) == is_up);
    CHECK(cpu_active(cpu) == is_up);
    CHECK((cpuhp_cpu_state(cpu) == CPUHP_ONLINE) == is_up);
}

static void check_all(void)
{
    CHECK(num_possible_cpus() == arg_number(1));
    CHECK(num_present_cpus() == arg_number(2));
    CHECK((int)num_online_cpus() == muster_app_args()->argc - FIRST_CPU_ARG);
    for (unsigned int cpu = 0; cpu < num_possible_cpus(); cpu++)
        check_cpu(cpu);
}

static void watch(uint64_t ms)
{
    uint64_t start = muster_counter(), ticks = ms * muster_counter_hz() / MS_PER_S;

    while (muster_counter() - start < ticks) {
        check_all();
        cpu_relax();
    }
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous place;

    CHECK(is_expected(cpu));
    rendezvous(&place);
    check_all();
    watch(arg_number(3));
    return 0;
}
