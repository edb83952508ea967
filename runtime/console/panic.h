/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_PANIC_H
#define MUSTER_RUNTIME_PANIC_H

#include <muster/panic.h>

/* Ends the program with an exit status, after the report of a panic. Does not return. */
typedef void panic_ending(unsigned int status);

/* Says which function that is: one in a program. The linker puts it into a table, so that a panic
 * finds it however early it comes. Without one, the CPU prints its report and parks. */
#define PANIC_ENDING(function)                                                                     \
    static panic_ending *const panic_ending_##function                                             \
        __attribute__((used, section(".muster_panic_endings"), aligned(8))) = (function)

/* Ends the program after an exception that nothing handles, as panic() does. @p write_report prints
 * the rest of the report with @p context, through console_printf(). */
void panic_with_report(const char *reason, void (*write_report)(const void *), const void *context)
    MUSTER_LINK_NAME(panic_with_report) __attribute__((noreturn));

#endif
