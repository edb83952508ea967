/* SPDX-License-Identifier: MIT */
#include "hotplug/states.h"

#include <errno.h>
#include <stddef.h>

#include <muster/order.h>

#include "base/cpumask_set.h"
#include "call/smp_call.h"
#include "hotplug/handshake.h"
#include "hotplug/walk.h"
#include "irq/irqchip.h"
#include "sync/wait.h"
#include "time/timer.h"

/*
 * Puts the calling CPU into a mask, and returns whether it stays there. One that hung in a state
 * was given up and taken out of the masks; when it goes on after all it must not come back into
 * them. It goes in, then looks whether it has been given up; the control CPU gives it up, then
 * takes it out (a full barrier between the two on both sides; partner: give_up()).
 */
static bool enter_mask(unsigned int cpu, void (*set_in_mask)(unsigned int, bool))
{
    if (handshake_was_given_up(cpu))
        return false;
    set_in_mask(cpu, true);
    smp_mb();
    if (!handshake_was_given_up(cpu))
        return true;
    set_in_mask(cpu, false);
    return false;
}

/* STARTING: it cannot fail. A CPU that has been given up is stopped before its ONLINE states. */
static int set_online(unsigned int cpu)
{
    if (enter_mask(cpu, set_cpu_online))
        smp_call_open(cpu);
    return 0;
}

static int set_offline(unsigned int cpu)
{
    set_cpu_online(cpu, false);
    smp_call_close(cpu);
    timer_dying_cpu(cpu);
    wait_count_departure();
    return 0;
}

static int set_active(unsigned int cpu)
{
    return enter_mask(cpu, set_cpu_active) ? 0 : -ECANCELED;
}

static int set_inactive(unsigned int cpu)
{
    set_cpu_active(cpu, false);
    return 0;
}

#define STEP(name_, up, down)                                                                      \
    {                                                                                              \
        .name = (name_), .startup.single = (up), .teardown.single = (down)                         \
    }

struct cpuhp_step cpuhp_steps[CPUHP_STATE_COUNT] = {
    [CPUHP_OFFLINE] = STEP("offline", NULL, NULL),
    [CPUHP_PERCPU_PREPARE] = STEP("percpu:prepare", handshake_prepare, NULL),
    [CPUHP_BRINGUP_CPU] = STEP("cpu:bringup", handshake_kick, NULL),
    [CPUHP_AP_IDLE_DEAD] = STEP("idle:dead", NULL, NULL),
    [CPUHP_AP_STARTING] = STEP("ap:starting", NULL, NULL),
    [CPUHP_AP_IRQCHIP_STARTING] = STEP("irqchip:starting", irqchip_starting_cpu, irqchip_dying_cpu),
    [CPUHP_AP_ONLINE] = STEP("ap:online", set_online, set_offline),
    [CPUHP_AP_ONLINE_IDLE] = STEP("idle:online", NULL, NULL),
    [CPUHP_AP_ACTIVE] = STEP("cpu:active", set_active, set_inactive),
    [CPUHP_ONLINE] = STEP("online", NULL, NULL),
};

uint64_t cpuhp_used_states = UINT64_C(1) << CPUHP_PERCPU_PREPARE |
                             UINT64_C(1) << CPUHP_BRINGUP_CPU |
                             UINT64_C(1) << CPUHP_AP_IRQCHIP_STARTING |
                             UINT64_C(1) << CPUHP_AP_ONLINE | UINT64_C(1) << CPUHP_AP_ACTIVE;
uint64_t cpuhp_multi_states;

const char *cpuhp_state_name(enum cpuhp_state state)
{
    if (state < CPUHP_OFFLINE || state >= CPUHP_STATE_COUNT || !cpuhp_steps[state].name)
        return "?";
    return cpuhp_steps[state].name;
}

void cpuhp_init(void)
{
    /* It has done by hand what the states do, but for the masks. */
    set_cpu_online(0, true);
    smp_call_open(0);
    set_cpu_active(0, true);
    per_cpu(cpuhp_cpus, 0).target = per_cpu(cpuhp_cpus, 0).state = CPUHP_ONLINE;
}
