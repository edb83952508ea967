/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IDLE_STATES_H
#define MUSTER_RUNTIME_IDLE_STATES_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

struct fdt_scan;
struct muster_idle_report;

/* The idle states of the device tree: which there are, which CPU may use which, and sleeping in
 * them. */

/* How many idle states there are. Set once, at boot. On most machines this is 0, and nothing below
 * is called. */
extern unsigned int idle_state_count MUSTER_LINK_NAME(idle_state_count) MUSTER_IN_THIS_PROGRAM;

/* Reads the idle states, and prints which nodes cannot be used. Called after the firmware and the
 * CPUs' operations are known. */
void idle_states_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(idle_states_init);

/* Sleeps until an interrupt is pending, in the idle state that pays. Interrupts must be masked. */
void idle_states_sleep(void) MUSTER_LINK_NAME(idle_states_sleep);

/* Fills in the parts of a report that are about idle states. */
void idle_states_report(unsigned int cpu, struct muster_idle_report *report)
    MUSTER_LINK_NAME(idle_states_report);

#endif
