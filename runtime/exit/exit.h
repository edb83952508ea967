/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_EXIT_H
#define MUSTER_RUNTIME_EXIT_H

#include <stdbool.h>

#include <muster/linkage.h>

/* Whether the calling CPU is the first to end the program, or was that already (an atexit()
 * function may call _exit()); the others are to park. */
bool exit_claim(void) MUSTER_LINK_NAME(exit_claim);

/* Stops the other CPUs, waiting a bounded time for each to say so. */
void stop_other_cpus(void) MUSTER_LINK_NAME(stop_other_cpus);
/* Whether they have been told to: for a CPU that has just come online, and may have missed it. */
bool stop_is_requested(void) MUSTER_LINK_NAME(stop_is_requested);
/* Whether this CPU has stopped all others, which do nothing any more; what they wrote is seen. */
bool others_are_stopped(void) MUSTER_LINK_NAME(others_are_stopped);
/* A CPU's answer to the stop. */
void stop_this_cpu(void) MUSTER_LINK_NAME(stop_this_cpu) __attribute__((noreturn));

/*
 * Prints the result line and leaves the machine with @p status: by semihosting if somebody
 * answers, otherwise by PSCI SYSTEM_OFF, otherwise by sleeping. The other CPUs are stopped.
 */
void machine_exit(unsigned int status) MUSTER_LINK_NAME(machine_exit) __attribute__((noreturn));

#endif
