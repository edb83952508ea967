/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include <stdio.h>
#include <string.h>

#include <muster/clock.h>
#include <muster/cpuhp.h>
#include <muster/percpu.h>
#include <muster/smp.h>

/* When a CPU came up, by its own clock; 0: not yet. It is written in a hotplug state. */
static DEFINE_PER_CPU(uint64_t, came_ns);

static int note_coming(unsigned int cpu)
{
    (void)cpu;
    this_cpu_write(came_ns, muster_clock_ns());
    return 0;
}
MUSTER_CPUHP_STATE(machine, CPUHP_AP_ONLINE_DYN, "machine:note", note_coming, NULL);

uint64_t cpu_came_us(unsigned int cpu)
{
    return per_cpu(came_ns, cpu) / 1000;
}

/* The CPUs in which the state of the trial has been started so far, and those in which it has been
 * taken back since. Callbacks of one state run one after the other. */
static struct cpumask started, ended;

static int start(unsigned int cpu)
{
    if (cpu == smp_processor_id())
        cpumask_set_cpu(cpu, &started);
    return 0;
}

static int end(unsigned int cpu)
{
    if (cpu == smp_processor_id())
        cpumask_set_cpu(cpu, &ended);
    return 0;
}

/* Registers a state, which runs a callback on each CPU that is up, and removes it again. */
bool print_hotplug(void)
{
    unsigned int cpu, missing = 0;
    int state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "machine:trial", start, end);

    if (state <= 0)
        return false;
    const bool has_name = strcmp(cpuhp_state_name((enum cpuhp_state)state), "machine:trial") == 0;
    const bool is_removed = cpuhp_remove_state((enum cpuhp_state)state) == 0;
    printf("\nhotplug        state %d was started on %u CPUs, and ended on %u\n", state,
           cpumask_weight(&started), cpumask_weight(&ended));
    for_each_present_cpu (cpu) {
        if (cpu_online(cpu))
            continue;
        missing++;
        printf("CPU %u          stands in the state \"%s\"\n", cpu,
               cpuhp_state_name(cpuhp_cpu_state(cpu)));
    }
    return has_name && is_removed && missing == num_present_cpus() - num_online_cpus() &&
           cpumask_equal(&started, cpu_online_mask) && cpumask_equal(&ended, cpu_online_mask);
}
