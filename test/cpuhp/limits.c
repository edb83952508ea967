/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include <muster/app.h>
#include <muster/cpuhp.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: cpuhp-limits POSSIBLE ONLINE
 *
 * Checks what the command line has made of the machine: POSSIBLE CPUs are possible, the first
 * ONLINE of them run, and the others are off.
 */

static void check_cpu(unsigned int cpu, bool is_up)
{
    CHECK(cpu_present(cpu));
    CHECK(cpu_online(cpu) == is_up);
    CHECK(cpu_active(cpu) == is_up);
    CHECK(cpuhp_cpu_state(cpu) == (is_up ? CPUHP_ONLINE : CPUHP_OFFLINE));
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous place;
    unsigned int possible = (unsigned int)arg_number(1), online = (unsigned int)arg_number(2);

    CHECK(num_online_cpus() == online && num_active_cpus() == online);
    CHECK(num_possible_cpus() == possible && num_present_cpus() == possible);
    CHECK(nr_cpu_ids == possible);
    CHECK(cpu < online);
    for (cpu = 0; cpu < possible; cpu++)
        check_cpu(cpu, cpu < online);
    CHECK(!cpu_possible(possible));
    CHECK(cpu_logical_map(possible) == INVALID_HWID);
    rendezvous(&place);
    return 0;
}
