/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_TABLE_H
#define MUSTER_RUNTIME_HOTPLUG_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpuhp.h>
#include <muster/percpu.h>

/*
 * The table of states. Changed under the hotplug lock (hotplug_lock.h), or by the boot CPU while it
 * is alone; read by every CPU that walks, which has been told to by the lock's owner since.
 */

union cpuhp_function {
    cpuhp_callback single;
    cpuhp_instance_callback multi;
};

struct cpuhp_step {
    const char *name;
    union cpuhp_function startup, teardown;
    struct cpuhp_instance *instances; /* in the order of their addition; multi-instance only */
};
extern struct cpuhp_step
    cpuhp_steps[CPUHP_STATE_COUNT] MUSTER_LINK_NAME(cpuhp_steps) MUSTER_IN_THIS_PROGRAM;

/* Sets of states, bit n for state n: those with callbacks, which alone are visited by a walk, and
 * of these the multi-instance ones. */
extern uint64_t cpuhp_used_states MUSTER_LINK_NAME(cpuhp_used_states) MUSTER_IN_THIS_PROGRAM;
extern uint64_t cpuhp_multi_states MUSTER_LINK_NAME(cpuhp_multi_states) MUSTER_IN_THIS_PROGRAM;

_Static_assert(CPUHP_STATE_COUNT <= 64, "a set of states has a bit for each");

static inline uint64_t cpuhp_bit(enum cpuhp_state state)
{
    return UINT64_C(1) << state;
}

/* The states above @p from up to @p to. */
static inline uint64_t cpuhp_states_between(enum cpuhp_state from, enum cpuhp_state to)
{
    return (UINT64_C(2) << to) - (UINT64_C(2) << from);
}

static inline bool cpuhp_is_prepare(enum cpuhp_state state)
{
    return state < CPUHP_AP_IDLE_DEAD;
}

static inline bool cpuhp_is_starting(enum cpuhp_state state)
{
    return state >= CPUHP_AP_IDLE_DEAD && state <= CPUHP_AP_ONLINE;
}

/* Where a CPU stands. Written by whoever walks it: the control CPU or the CPU itself, never both at
 * once; read by anybody. */
struct cpuhp_cpu {
    enum cpuhp_state state;
    enum cpuhp_state target; /* control: where it is on its way to */
    enum cpuhp_state failed; /* of the last way that failed */
    int result;              /* control: of the last way */
    uint32_t passes;         /* control: ways begun */
    bool is_on_way;          /* control: from the begin of a way to its end, if that is noted */
    bool is_stuck;           /* both: it stands half-way, or was given up */
    bool rollback_failed;    /* whoever walks it: on this way */
    uint64_t *chart_row;     /* control: that of this way */
};
DECLARE_PER_CPU(struct cpuhp_cpu, cpuhp_cpus) MUSTER_LINK_NAME(cpuhp_cpus) MUSTER_IN_THIS_PROGRAM;

#endif
