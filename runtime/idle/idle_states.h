/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IDLE_STATES_H
#define MUSTER_RUNTIME_IDLE_STATES_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

struct fdt_scan;
struct muster_idle_report;

/* The idle states of the device tree: which there are, who has which, and sleeping in them. */

/* How many there are; 0 on most machines, where nothing below is called. Set once, at boot. */
extern unsigned int idle_state_count MUSTER_LINK_NAME(idle_state_count) MUSTER_IN_THIS_PROGRAM;

/* Reads them, after the firmware and the CPUs' operations; says which nodes it cannot use. */
void idle_states_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(idle_states_init);

/* Sleeps until an interrupt is pending, interrupts being masked, in the state that pays. */
void idle_states_sleep(void) MUSTER_LINK_NAME(idle_states_sleep);

/* Fills the parts of a report that are about states. */
void idle_states_report(unsigned int cpu, struct muster_idle_report *report)
    MUSTER_LINK_NAME(idle_states_report);

#endif
