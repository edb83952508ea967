/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_FAULT_H
#define MUSTER_RUNTIME_HOTPLUG_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpuhp.h>
#include <muster/cpuhp_fault.h>

/*
 * Injected failures, each for one CPU and once. Nobody looks for them before the first has been
 * set: the flag is all that they cost.
 */
extern bool cpuhp_faults_armed MUSTER_LINK_NAME(cpuhp_faults_armed) MUSTER_IN_THIS_PROGRAM;

/* The states in which @p cpu is to fail, as a set. */
uint64_t fault_states(unsigned int cpu) MUSTER_LINK_NAME(fault_states);
/* Whether @p cpu is to fail in @p state; it is not any more then. */
bool fault_takes_state(unsigned int cpu, enum cpuhp_state state)
    MUSTER_LINK_NAME(fault_takes_state);
/* Whether @p fault is to happen to @p cpu, with its value; it is not any more then. */
bool fault_takes(unsigned int cpu, enum cpuhp_fault fault, int *value)
    MUSTER_LINK_NAME(fault_takes);

/* What the command line asks for; on the boot CPU, once the states of the program are there. */
void fault_apply_options(void) MUSTER_LINK_NAME(fault_apply_options);

#endif
