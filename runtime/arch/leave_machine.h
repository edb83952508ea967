/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_ARCH_LEAVE_MACHINE_H
#define MUSTER_RUNTIME_ARCH_LEAVE_MACHINE_H

#include <muster/linkage.h>

/* The arch contract: the shortest way out of the machine. */

/* Ends the program with the status of a panic: by semihosting if a host answers, otherwise by the
 * firmware if it can turn the machine off, otherwise the calling CPU sleeps for good. Works with
 * the MMU off, and needs no stack. */
void arch_leave_machine(void) MUSTER_LINK_NAME(arch_leave_machine) __attribute__((noreturn));

#endif
