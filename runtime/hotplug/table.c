/* SPDX-License-Identifier: MIT */
#include "hotplug/table.h"

#include <stddef.h>

#include <muster/percpu.h>
#include <muster/smp.h>

/* Holds the table of states, and where each CPU stands in it. */

struct cpuhp_step cpuhp_steps[CPUHP_STATE_COUNT] = {
    [CPUHP_OFFLINE].name = "offline",         [CPUHP_PERCPU_PREPARE].name = "percpu:prepare",
    [CPUHP_BRINGUP_CPU].name = "cpu:bringup", [CPUHP_AP_IDLE_DEAD].name = "idle:dead",
    [CPUHP_AP_STARTING].name = "ap:starting", [CPUHP_AP_IRQCHIP_STARTING].name = "irqchip:starting",
    [CPUHP_AP_ONLINE].name = "ap:online",     [CPUHP_AP_ONLINE_IDLE].name = "idle:online",
    [CPUHP_AP_ACTIVE].name = "cpu:active",    [CPUHP_ONLINE].name = "online",
};

uint64_t cpuhp_used_states, cpuhp_multi_states;

DEFINE_PER_CPU(struct cpuhp_cpu, cpuhp_cpus);

const char *cpuhp_state_name(enum cpuhp_state state)
{
    if (state < CPUHP_OFFLINE || state >= CPUHP_STATE_COUNT || !cpuhp_steps[state].name)
        return "?";
    return cpuhp_steps[state].name;
}

enum cpuhp_state cpuhp_cpu_state(unsigned int cpu)
{
    if (!cpu_possible(cpu))
        return CPUHP_INVALID;
    return __atomic_load_n(&per_cpu_ptr(&cpuhp_cpus, cpu)->state, __ATOMIC_ACQUIRE);
}
