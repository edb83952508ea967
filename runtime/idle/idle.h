/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IDLE_H
#define MUSTER_RUNTIME_IDLE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/* What the runtime calls to let a CPU sleep; <muster/idle.h> is the public part. */

/* Sleeps for good, but still takes interrupts, such as a stop. For a CPU that has returned from the
 * application's function. */
void cpu_idle(void) MUSTER_LINK_NAME(cpu_idle) __attribute__((noreturn));

/*
 * Sleeps until @p is_due returns true. @p is_due is called with this CPU's number, interrupts
 * masked. A CPU that changes what @p is_due looks at must send IPI_WAKE_UP afterwards. This CPU
 * takes interrupts meanwhile, such as a stop. Where no interrupt can end a sleep, this function
 * spins.
 */
void cpu_idle_until(bool (*is_due)(unsigned int cpu)) MUSTER_LINK_NAME(cpu_idle_until);

/* From now on sleeps are more than a WFI between two readings of the counter's register. Called
 * when there are idle states, when an erratum of the counter has a cure, and when the register
 * began with a value that no machine reaches from 0. */
void idle_take_care(void) MUSTER_LINK_NAME(idle_take_care);

#endif
