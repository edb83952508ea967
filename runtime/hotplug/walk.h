/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_WALK_H
#define MUSTER_RUNTIME_HOTPLUG_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpuhp.h>
#include <muster/cpuhp_instance.h>

#include "hotplug/table.h"

/* The walk through the states, without the handshake. The caller decides on which CPU, and when,
 * each part of the way is walked. */

/*
 * Walks @p cpu up from its state to @p target, and calls the startups in between on the calling
 * CPU. A startup that fails ends the walk: the states passed are undone, the CPU is back where it
 * was, and the error is returned. cpuhp_cpus.failed is the state that failed. If undoing fails,
 * too, the CPU stays there and is stuck. In the STARTING section a failure is printed, and the walk
 * goes on.
 */
int cpuhp_walk_up(unsigned int cpu, enum cpuhp_state target) MUSTER_LINK_NAME(cpuhp_walk_up);

/* Walks @p cpu down as cpuhp_walk_up() walks it up, with the teardowns in reverse order. A failure
 * brings the CPU back up. */
int cpuhp_walk_down(unsigned int cpu, enum cpuhp_state target) MUSTER_LINK_NAME(cpuhp_walk_down);

/* Walks @p cpu down and does not undo a failure: the caller does. Returns 0 or the error. */
int cpuhp_walk_down_once(unsigned int cpu, enum cpuhp_state target)
    MUSTER_LINK_NAME(cpuhp_walk_down_once);

/* Walks @p cpu back up, as a rollback. A failure is not undone: the CPU stays there and is stuck.
 * Returns 0 or the error. cpuhp_cpus.failed stays that of the first failure. */
int cpuhp_walk_back_up(unsigned int cpu, enum cpuhp_state target)
    MUSTER_LINK_NAME(cpuhp_walk_back_up);
/* Walks @p cpu back down, as a rollback, as cpuhp_walk_back_up() does upwards. */
int cpuhp_walk_back_down(unsigned int cpu, enum cpuhp_state target)
    MUSTER_LINK_NAME(cpuhp_walk_back_down);

/* Calls one callback of @p state for @p cpu, on the calling CPU, and does not move the CPU.
 * @p startup selects the startup or the teardown. @p instance is the instance to call it for, or
 * NULL for all. In STARTING, interrupts are masked. */
int cpuhp_invoke(unsigned int cpu, enum cpuhp_state state, bool startup,
                 struct cpuhp_instance *instance) MUSTER_LINK_NAME(cpuhp_invoke);

/* Sets the state of @p cpu, with release. */
void cpuhp_set_state(unsigned int cpu, enum cpuhp_state state) MUSTER_LINK_NAME(cpuhp_set_state);
/* Marks @p cpu as stuck, and prints what failed, in which state and with which error. */
void cpuhp_mark_stuck(unsigned int cpu, const char *what, enum cpuhp_state state, int error)
    MUSTER_LINK_NAME(cpuhp_mark_stuck);

/* Begins a way of @p cpu to @p target, for the report and the chart. Called by the control CPU. */
void cpuhp_begin_pass(unsigned int cpu, enum cpuhp_state target) MUSTER_LINK_NAME(cpuhp_begin_pass);
/* Ends the way, with 0 or an error. Called by the control CPU. */
void cpuhp_end_pass(unsigned int cpu, int result) MUSTER_LINK_NAME(cpuhp_end_pass);

#endif
