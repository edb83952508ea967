/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_STOP_H
#define MUSTER_RUNTIME_STOP_H

#include <stdbool.h>

#include <muster/linkage.h>

/* Stops the other CPUs, waiting a bounded time for each to say so. */
void stop_other_cpus(void) MUSTER_LINK_NAME(stop_other_cpus);
/* Whether they have been told to: for a CPU that has just come online, and may have missed it. */
bool stop_is_requested(void) MUSTER_LINK_NAME(stop_is_requested);
/* Whether this CPU has stopped all others, which do nothing any more; what they wrote is seen. */
bool others_are_stopped(void) MUSTER_LINK_NAME(others_are_stopped);
/* A CPU's answer to the stop. */
void stop_this_cpu(void) MUSTER_LINK_NAME(stop_this_cpu) __attribute__((noreturn));

/* Sleeps for good with interrupts masked. For a CPU that has nothing more to do in this program. */
void cpu_park(void) MUSTER_LINK_NAME(cpu_park) __attribute__((noreturn));

#endif
