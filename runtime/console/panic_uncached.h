/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_PANIC_UNCACHED_H
#define MUSTER_RUNTIME_PANIC_UNCACHED_H

#include <stdarg.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "console/text.h"

/*
 * Ends the program from a CPU that has its MMU and caches off: the boot CPU on its way to start(),
 * another CPU on its way to its first C function, or a CPU that has trapped to EL2. Prints the
 * report on the console's port, or on the board's early port before there is one, and leaves the
 * machine. Reads constants and published variables only (base/published.h), and writes nothing but
 * the caller's stack. So other CPUs do not stop until the machine does.
 */
void panic_uncached(const char *format, ...) MUSTER_LINK_NAME(panic_uncached)
    __attribute__((noreturn, cold, format(printf, 1, 2)));
void vpanic_uncached(const char *format, va_list *args) MUSTER_LINK_NAME(vpanic_uncached)
    __attribute__((noreturn, cold, format(printf, 1, 0)));

/* Does the same for an exception: prints @p reason and the report of @p write_report, which gets
 * @p context. The back trace begins at @p frame_pointer. */
void panic_uncached_with_report(const char *reason,
                                void (*write_report)(const struct text_sink *, const void *),
                                const void *context, uintptr_t frame_pointer)
    MUSTER_LINK_NAME(panic_uncached_with_report) __attribute__((noreturn, cold));

#endif
