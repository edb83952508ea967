/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_PANIC_H
#define MUSTER_PANIC_H

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * The end of a program that cannot go on.
 *
 * @addtogroup debug
 * @{
 */

/** The exit status of a program that ended by panic(), an exception, abort() or an assertion. */
#define MUSTER_PANIC_EXIT_STATUS 134

/**
 * Ends the program: stops the other CPUs, prints the message with this CPU's number, MPIDR, EL and
 * a back trace, and leaves the machine with MUSTER_PANIC_EXIT_STATUS. The first CPU that calls this
 * reports; a CPU that calls it later is stopped.
 *
 * @param format  as console_printf() takes it, with its values
 *
 * **Context:** any CPU, any time, with any lock held, with the MMU on or off. Does not return.
 */
void panic(const char *format, ...) MUSTER_LINK_NAME(panic)
    __attribute__((noreturn, cold, format(printf, 1, 2)));

/** @} */

MUSTER_END_DECLS

#endif
