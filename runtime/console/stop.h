/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_STOP_H
#define MUSTER_RUNTIME_STOP_H

#include <stdbool.h>

#include <muster/linkage.h>

/* Stops the other CPUs when the program ends. */

/* Stops the other CPUs. Waits until each has stopped, at most a second, and prints how many have
 * not. */
void stop_other_cpus(void) MUSTER_LINK_NAME(stop_other_cpus);
/* Returns true if another CPU has requested a stop. A CPU that has just come online asks, since it
 * may have missed the interrupt. */
bool stop_is_requested(void) MUSTER_LINK_NAME(stop_is_requested);
/* Returns true if this CPU has stopped all others. They do nothing any more then, and what they
 * wrote is visible to this CPU. */
bool others_are_stopped(void) MUSTER_LINK_NAME(others_are_stopped);
/* Notes that this CPU has stopped, and sleeps for good. */
void stop_this_cpu(void) MUSTER_LINK_NAME(stop_this_cpu) __attribute__((noreturn));

/* Sleeps for good with interrupts masked. For a CPU that has nothing more to do in this program. */
void cpu_park(void) MUSTER_LINK_NAME(cpu_park) __attribute__((noreturn));

#endif
