/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_WALK_H
#define MUSTER_RUNTIME_HOTPLUG_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpuhp.h>

#include "hotplug/table.h"

/*
 * The walk through the states, without the handshake: who calls it says on which CPU, and when, a
 * part of the way is gone.
 */

/*
 * Takes @p cpu up from the state it is in to @p target, calling the startups in between on the
 * calling CPU. One that fails ends the walk: the states passed in it are undone, the CPU is back
 * where it was, and the error is returned; cpuhp_cpus.failed is the state. When undoing fails, too,
 * the CPU stays there and is stuck. In the STARTING section a failure is reported and passed over.
 */
int cpuhp_walk_up(unsigned int cpu, enum cpuhp_state target) MUSTER_LINK_NAME(cpuhp_walk_up);

/* The same downwards, with the teardowns in reverse: a failure brings it back up. */
int cpuhp_walk_down(unsigned int cpu, enum cpuhp_state target) MUSTER_LINK_NAME(cpuhp_walk_down);

/* A part of the way down whose failure the caller undoes. */
int cpuhp_walk_down_once(unsigned int cpu, enum cpuhp_state target)
    MUSTER_LINK_NAME(cpuhp_walk_down_once);

/* As part of a rollback: not undone. Where it fails the CPU stays, and is stuck. */
int cpuhp_walk_back_up(unsigned int cpu, enum cpuhp_state target)
    MUSTER_LINK_NAME(cpuhp_walk_back_up);
int cpuhp_walk_back_down(unsigned int cpu, enum cpuhp_state target)
    MUSTER_LINK_NAME(cpuhp_walk_back_down);

/* Calls one callback of @p state for @p cpu, on the calling CPU, without moving the CPU: @p startup
 * or teardown, for one instance, or for all with NULL. In STARTING interrupts are masked. */
int cpuhp_invoke(unsigned int cpu, enum cpuhp_state state, bool startup,
                 struct cpuhp_instance *instance) MUSTER_LINK_NAME(cpuhp_invoke);

void cpuhp_set_state(unsigned int cpu, enum cpuhp_state state) MUSTER_LINK_NAME(cpuhp_set_state);
/* Marks it, and says why: what failed in which state with which error. */
void cpuhp_mark_stuck(unsigned int cpu, const char *what, enum cpuhp_state state, int error)
    MUSTER_LINK_NAME(cpuhp_mark_stuck);

/* On the control CPU, around a way up or down: what the report says. */
void cpuhp_begin_pass(unsigned int cpu, enum cpuhp_state target) MUSTER_LINK_NAME(cpuhp_begin_pass);
void cpuhp_end_pass(unsigned int cpu, int result) MUSTER_LINK_NAME(cpuhp_end_pass);

#endif
