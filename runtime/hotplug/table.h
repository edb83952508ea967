/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_TABLE_H
#define MUSTER_RUNTIME_HOTPLUG_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpuhp.h>
#include <muster/cpuhp_instance.h>
#include <muster/percpu.h>

/* The table of states. It is changed by the owner of the hotplug lock (hotplug_lock.h), or by the
 * boot CPU while no other CPU runs. Each CPU that walks reads it: the owner of the lock has told
 * that CPU to walk after the last change. */

union cpuhp_function {
    cpuhp_callback single;
    cpuhp_instance_callback multi;
};

struct cpuhp_step {
    const char *name;
    union cpuhp_function startup, teardown;
    struct cpuhp_instance *instances; /* multi-instance states only; in the order of addition */
};
extern struct cpuhp_step
    cpuhp_steps[CPUHP_STATE_COUNT] MUSTER_LINK_NAME(cpuhp_steps) MUSTER_IN_THIS_PROGRAM;

/* Sets of states, with bit n for state n. cpuhp_used_states: the states with callbacks; a walk
 * visits no others. cpuhp_multi_states: those of them with instances. */
extern uint64_t cpuhp_used_states MUSTER_LINK_NAME(cpuhp_used_states) MUSTER_IN_THIS_PROGRAM;
extern uint64_t cpuhp_multi_states MUSTER_LINK_NAME(cpuhp_multi_states) MUSTER_IN_THIS_PROGRAM;

_Static_assert(CPUHP_STATE_COUNT <= 64, "a set of states has a bit for each");

static inline uint64_t cpuhp_bit(enum cpuhp_state state)
{
    return UINT64_C(1) << state;
}

/* Returns the states above @p from, up to and including @p to. */
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

/* Where a CPU stands. Written by the CPU that walks, which is the control CPU or this CPU
 * itself, never both at once. Any CPU may read it. "control" below: only the control CPU writes
 * the field. */
struct cpuhp_cpu {
    enum cpuhp_state state;
    enum cpuhp_state target; /* control: where the CPU is on its way to */
    enum cpuhp_state failed; /* the state that failed on the last way */
    int result;              /* control: of the last way, 0 or a negative errno */
    uint32_t passes;         /* control: ways begun */
    bool is_on_way;          /* control: a way has begun and has not ended */
    bool is_stuck;           /* the CPU stands half-way, or was given up */
    bool rollback_failed;    /* a rollback on this way has failed */
    uint64_t *chart_row;     /* control: the chart's row of this way */
};
DECLARE_PER_CPU(struct cpuhp_cpu, cpuhp_cpus) MUSTER_LINK_NAME(cpuhp_cpus) MUSTER_IN_THIS_PROGRAM;

#endif
