/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_EXIT_H
#define MUSTER_RUNTIME_EXIT_H

#include <stdbool.h>

#include <muster/linkage.h>

/* The end of a program. */

/* Claims the end of the program. Returns true if the calling CPU is the first that ends it, also
 * when it calls again (an atexit() function may call _exit()). Another CPU gets false and is to
 * park. */
bool exit_claim(void) MUSTER_LINK_NAME(exit_claim);

/* Prints the result line and leaves the machine with @p status: by semihosting if a host answers,
 * otherwise by PSCI SYSTEM_OFF, otherwise by sleeping. The other CPUs have been stopped. */
void machine_exit(unsigned int status) MUSTER_LINK_NAME(machine_exit) __attribute__((noreturn));

#endif
