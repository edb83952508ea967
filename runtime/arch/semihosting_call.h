/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_ARCH_SEMIHOSTING_CALL_H
#define MUSTER_RUNTIME_ARCH_SEMIHOSTING_CALL_H

#include <stdbool.h>

#include <muster/linkage.h>

/* The arch contract: the debugger or emulator that the program runs under. */

/* Makes a semihosting call with its block of arguments. Returns true if a host has answered, with
 * its answer in @p result; otherwise there is no result. */
bool arch_semihosting_call(unsigned int operation, const void *block, long *result)
    MUSTER_LINK_NAME(arch_semihosting_call);

#endif
