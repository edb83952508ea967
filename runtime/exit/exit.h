/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_EXIT_H
#define MUSTER_RUNTIME_EXIT_H

#include <stdbool.h>

#include <muster/linkage.h>

/* Whether the calling CPU is the first to end the program, or was that already (an atexit()
 * function may call _exit()); the others are to park. */
bool exit_claim(void) MUSTER_LINK_NAME(exit_claim);

/*
 * Prints the result line and leaves the machine with @p status: by semihosting if somebody
 * answers, otherwise by PSCI SYSTEM_OFF, otherwise by sleeping. The other CPUs are stopped.
 */
void machine_exit(unsigned int status) MUSTER_LINK_NAME(machine_exit) __attribute__((noreturn));

#endif
