/* SPDX-License-Identifier: MIT */
#include "hotplug/steps.h"

#include <errno.h>
#include <stddef.h>

#include <muster/order.h>
#include <muster/smp.h>

#include "base/cpumask_set.h"
#include "hotplug/handshake.h"
#include "hotplug/table.h"
#include "ipi/call_queue.h"
#include "irq/irqchip_init.h"
#include "sync/wait.h"
#include "time/timer.h"

/* Holds the runtime's own callbacks in the table of states. */

/*
 * Puts the calling CPU into a mask. Returns true if the CPU stays there. A CPU that hung in a state
 * was given up and taken out of the masks. If it goes on later, it must not come back into them.
 *
 * The CPU sets its bit, then looks whether it has been given up. The control CPU gives it up, then
 * clears its bit. Both have a full barrier between the two steps (partner: give_up()).
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

/* Returns 0 always, because a STARTING callback cannot fail. A CPU that was given up is stopped in
 * come_up(), before its ONLINE states. */
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

static const struct {
    enum cpuhp_state state;
    cpuhp_callback startup, teardown;
} steps[] = {
    {CPUHP_PERCPU_PREPARE, handshake_prepare, NULL},
    {CPUHP_BRINGUP_CPU, handshake_kick, NULL},
    {CPUHP_AP_IRQCHIP_STARTING, irqchip_starting_cpu, irqchip_dying_cpu},
    {CPUHP_AP_ONLINE, set_online, set_offline},
    {CPUHP_AP_ACTIVE, set_active, set_inactive},
};

void cpuhp_init(void)
{
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        struct cpuhp_step *step = &cpuhp_steps[steps[i].state];

        step->startup.single = steps[i].startup;
        step->teardown.single = steps[i].teardown;
        cpuhp_used_states |= cpuhp_bit(steps[i].state);
    }
    /* The boot CPU has done this set-up already; only the masks remain. */
    set_cpu_online(0, true);
    smp_call_open(0);
    set_cpu_active(0, true);
    per_cpu(cpuhp_cpus, 0).target = per_cpu(cpuhp_cpus, 0).state = CPUHP_ONLINE;
}
