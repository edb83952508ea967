/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_PANIC_H
#define MUSTER_RUNTIME_PANIC_H

#include <muster/panic.h>

/* How a panic ends the program, and a panic with a report of its own. */

/* Ends the program with an exit status, after the report of a panic. Does not return. */
typedef void panic_ending(unsigned int status);

/* Registers the function that ends the program after a panic. A program has one. The linker puts it
 * into a table, so that a panic finds it at any time. Without one, the CPU prints its report and
 * sleeps for good. */
#define PANIC_ENDING(function)                                                                     \
    static panic_ending *const panic_ending_##function                                             \
        __attribute__((used, section(".muster_panic_endings"), aligned(8))) = (function)

/* Prints @p reason and the report of @p write_report, and ends the program as panic() does. For an
 * exception that nothing handles. @p write_report gets @p context and prints through
 * console_printf(). */
void panic_with_report(const char *reason, void (*write_report)(const void *), const void *context)
    MUSTER_LINK_NAME(panic_with_report) __attribute__((noreturn));

#endif
