/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_FAULT_H
#define MUSTER_RUNTIME_HOTPLUG_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpuhp.h>
#include <muster/cpuhp_fault.h>

/* Injected failures, each for one CPU and once. `cpuhp_faults_armed` is set with the first of them.
 * As long as it is false, no CPU looks for failures, so the flag is all that they cost. */
extern bool cpuhp_faults_armed MUSTER_LINK_NAME(cpuhp_faults_armed) MUSTER_IN_THIS_PROGRAM;

/* Returns the states in which @p cpu is to fail, as a set. */
uint64_t fault_states(unsigned int cpu) MUSTER_LINK_NAME(fault_states);
/* Takes the failure of @p cpu in @p state. Returns true if there was one. */
bool fault_takes_state(unsigned int cpu, enum cpuhp_state state)
    MUSTER_LINK_NAME(fault_takes_state);
/* Takes @p fault of @p cpu, and sets @p value to its value. Returns true if there was one. */
bool fault_takes(unsigned int cpu, enum cpuhp_fault fault, int *value)
    MUSTER_LINK_NAME(fault_takes);

/* Sets the failures that the command line asks for. Called by the boot CPU, once the states of the
 * program are in the table. */
void fault_apply_options(void) MUSTER_LINK_NAME(fault_apply_options);

#endif
