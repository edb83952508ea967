/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IDLE_H
#define MUSTER_RUNTIME_IDLE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/* Sleeps for good, but obeys a stop: a CPU whose application has returned. */
void cpu_idle(void) MUSTER_LINK_NAME(cpu_idle) __attribute__((noreturn));

/* Sleeps for good, interrupts masked: a CPU that has nothing more to do in this program. */
void cpu_park(void) MUSTER_LINK_NAME(cpu_park) __attribute__((noreturn));

/*
 * Sleeps until @p is_due, called with this CPU's number and interrupts masked, says so. Whoever
 * changes what it looks at sends IPI_WAKE_UP afterwards. A stop sent meanwhile is obeyed.
 */
void cpu_idle_until(bool (*is_due)(unsigned int cpu)) MUSTER_LINK_NAME(cpu_idle_until);

/* muster_cpu_suspend() for a caller that has masked its interrupts. */
int idle_suspend(uint32_t power_state) MUSTER_LINK_NAME(idle_suspend);

#endif
