/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_STATES_H
#define MUSTER_RUNTIME_HOTPLUG_STATES_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpuhp.h>

/*
 * The table of states. Changed under the hotplug lock (lock.h), or by the boot CPU while it is
 * alone; read by every CPU that walks, which has been told to by the lock's owner since.
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

/* Puts the boot CPU, which runs already, into CPUHP_ONLINE. */
void cpuhp_init(void) MUSTER_LINK_NAME(cpuhp_init);
/* Takes the entries of MUSTER_CPUHP_STATE(); on the boot CPU, after the constructors. */
void cpuhp_take_entries(void) MUSTER_LINK_NAME(cpuhp_take_entries);

#endif
