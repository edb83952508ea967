/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IDLE_H
#define MUSTER_RUNTIME_IDLE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/* Sleeps for good, but obeys a stop: a CPU whose application has returned. */
void cpu_idle(void) MUSTER_LINK_NAME(cpu_idle) __attribute__((noreturn));

/*
 * Sleeps until @p is_due, called with this CPU's number and interrupts masked, says so. Whoever
 * changes what it looks at sends IPI_WAKE_UP afterwards. A stop sent meanwhile is obeyed.
 */
void cpu_idle_until(bool (*is_due)(unsigned int cpu)) MUSTER_LINK_NAME(cpu_idle_until);

#endif
