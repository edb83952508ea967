/* SPDX-License-Identifier: MIT */
#include "idle/idle_states.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/idle.h>
#include <muster/percpu.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "base/clock.h"
#include "base/ticks.h"
#include "cpu/cpu_ops.h"
#include "cpu/percpu_areas.h"
#include "devicetree/fdt_scan.h"
#include "idle/cpu_suspend.h"
#include "idle/idle.h"
#include "idle/idle_choose.h"
#include "idle/idle_nodes.h"
#include "time/timer.h"

/* The idle states of the device tree: notes at boot which CPU may use which, and sleeps in them. */

/* ---- the states --------------------------------------------------------------------------- */

/* In the order of min_residency_us. Written by the boot CPU, before other CPUs run. */
unsigned int idle_state_count;
static struct muster_idle_state states[MUSTER_IDLE_STATES_MAX];
static struct idle_depth depths[MUSTER_IDLE_STATES_MAX];

/* How a CPU sleeps. Written by the boot CPU at first, and then only by the CPU itself; other CPUs
 * read the counts. */
struct idle_cpu {
    struct idle_history history;
    uint32_t sleeps[MUSTER_IDLE_STATES_MAX];
    uint32_t refused;
    uint32_t usable; /* a bit for each state */
};
static DEFINE_PER_CPU_UNCOPIED(struct idle_cpu, idle_cpus);
_Static_assert(MUSTER_IDLE_STATES_MAX <= 32, "a bit of idle_cpu.usable for each");

static bool is_wanted = true;                    /* idle.states */
static unsigned int max_latency_us = UINT32_MAX; /* idle.max_latency_us */

static int parse_states(const char *value)
{
    return muster_parse_bool(value, &is_wanted);
}
MUSTER_EARLY_PARAM("idle.states", parse_states);

static int parse_max_latency_us(const char *value)
{
    return muster_parse_u32(value, UINT32_MAX, &max_latency_us);
}
MUSTER_EARLY_PARAM("idle.max_latency_us", parse_max_latency_us);

const struct muster_idle_state *muster_idle_state(unsigned int index)
{
    return index < idle_state_count ? &states[index] : NULL;
}

/* ---- at boot ------------------------------------------------------------------------------ */

static void keep_states(const struct idle_nodes *nodes)
{
    idle_state_count = nodes->usable_count;
    for (unsigned int i = 0; i < idle_state_count; i++) {
        states[i] = nodes->list[i].state;
        depths[i].min_residency_ticks = (uint64_t)states[i].min_residency_us * clock_hz() / 1000000;
        depths[i].timer_stops = states[i].timer_stops;
    }
}

static void set_usable(unsigned int cpu, uint32_t usable)
{
    per_cpu(idle_cpus, cpu).usable = usable;
}

void idle_states_init(const struct fdt_scan *scan)
{
    struct idle_nodes nodes;
    unsigned int cpu;

    if (counter_needs_care())
        idle_take_care();
    if (!scan->has_idle_states || !is_wanted)
        return;
    if (!psci_ops.cpu_suspend) {
        console_printf("muster: the device tree has idle states, but the firmware no CPU_SUSPEND: "
                       "CPUs sleep by WFI alone\n");
        return;
    }
    idle_nodes_read(scan, max_latency_us, &nodes);
    keep_states(&nodes);
    if (idle_state_count)
        idle_take_care();
    for_each_possible_cpu (cpu) {
        struct idle_cpu *idle = per_cpu_ptr(&idle_cpus, cpu);
        memset(idle, 0, sizeof(*idle));
        idle_history_init(&idle->history);
    }
    idle_nodes_of_cpus(scan, &nodes, set_usable);
}

/* ---- sleeping ----------------------------------------------------------------------------- */

/* Returns the ticks from @p now to this CPU's next timer, or IDLE_NO_DEADLINE. */
static uint64_t timer_ticks(uint64_t now)
{
    uint64_t deadline = timer_next_deadline_ticks();

    if (deadline == UINT64_MAX)
        return IDLE_NO_DEADLINE;
    return deadline > now ? deadline - now : 0;
}

/* Sleeps in a state of the firmware's. Returns false if the firmware refused. A state that the
 * firmware does not know is not tried again. A state that the firmware denies (-EPERM), because
 * other CPUs do not agree (DEN0022 5.4), may be granted the next time. */
static bool enter(struct idle_cpu *idle, unsigned int state)
{
    int error = idle_suspend(states[state].power_state);

    if (!error) {
        idle->sleeps[state]++;
        return true;
    }
    idle->refused++;
    if (error != -EPERM)
        idle->usable &= ~(UINT32_C(1) << state);
    return false;
}

void idle_states_sleep(void)
{
    struct idle_cpu *idle = this_cpu_ptr(&idle_cpus);
    uint64_t began = counter_now();
    int state = idle_choose(depths, idle->usable, &idle->history, timer_ticks(began));

    if (state == IDLE_WFI || !enter(idle, (unsigned int)state))
        arch_wait_for_interrupt();
    idle_history_add(&idle->history, counter_in_order() - began);
}

void idle_states_report(unsigned int cpu, struct muster_idle_report *report)
{
    const struct idle_cpu *idle = per_cpu_ptr(&idle_cpus, cpu);

    memcpy(report->state_sleeps, idle->sleeps, sizeof(report->state_sleeps));
    report->refused = idle->refused;
}
