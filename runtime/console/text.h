/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TEXT_H
#define MUSTER_RUNTIME_TEXT_H

#include <stdarg.h>
#include <stddef.h>

#include <muster/linkage.h>

/* Formats text, for the console and for the report of a CPU with its MMU off. */

/* Where text goes. The formatter calls @p write for each piece of it. */
struct text_sink {
    void (*write)(const struct text_sink *sink, const char *bytes, size_t size);
};

/* Formats as console_printf() does, into @p sink. Keeps no state, and works with the MMU off. The
 * list is passed by its address, because a copy of it can be a call of memcpy(). */
void text_vprintf(const struct text_sink *sink, const char *format, va_list *args)
    MUSTER_LINK_NAME(text_vprintf) __attribute__((format(printf, 2, 0)));
void text_printf(const struct text_sink *sink, const char *format, ...)
    MUSTER_LINK_NAME(text_printf) __attribute__((format(printf, 2, 3)));

/* The sink that ends in console_write(). */
extern const struct text_sink console_text MUSTER_LINK_NAME(console_text) MUSTER_IN_THIS_PROGRAM;

#endif
