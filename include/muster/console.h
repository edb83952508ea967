/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CONSOLE_H
#define MUSTER_CONSOLE_H

#include <stdarg.h>
#include <stddef.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * The console, without the libc: for the runtime's own messages and for drivers.
 *
 * @addtogroup debug
 * @{
 */

/**
 * Prints to the console. Understands %c %s %d %i %u %x %p %% with the flags 0 and -, a width, and
 * the lengths l, ll and z. A message that ends in a newline comes out whole, whatever other CPUs
 * print.
 *
 * @param format  the message, with its values
 *
 * **Context:** any CPU, any time once its MMU is on, also with interrupts masked; may wait for
 * the console, a bounded time.
 */
void console_printf(const char *format, ...) MUSTER_LINK_NAME(console_printf)
    __attribute__((format(printf, 1, 2)));

/**
 * Prints as console_printf() does, with a va_list.
 *
 * @param format  the message
 * @param args    its values
 *
 * **Context:** that of console_printf().
 */
void console_vprintf(const char *format, va_list args) MUSTER_LINK_NAME(console_vprintf)
    __attribute__((format(printf, 1, 0)));

/** The longest line that console_write() keeps together whatever happens, in bytes. */
#define MUSTER_CONSOLE_LINE_BYTES 256

/**
 * Adds bytes to this CPU's current line.
 *
 * Whole lines go out at once; a part line waits for its end, or for console_flush(). Lines of up to
 * MUSTER_CONSOLE_LINE_BYTES are never mixed with another CPU's. A longer line keeps the console
 * until it ends, but no longer than a second after another CPU wants it.
 *
 * @param bytes  the bytes
 * @param size   how many
 *
 * **Context:** any CPU, any time; may wait for the console, a bounded time, and may send lines that
 * other CPUs have finished as long as there are any.
 */
void console_write(const char *bytes, size_t size) MUSTER_LINK_NAME(console_write);

/**
 * Sends out this CPU's part line.
 *
 * **Context:** that of console_write().
 */
void console_flush(void) MUSTER_LINK_NAME(console_flush);

/**
 * Reads the next byte that the console has received.
 *
 * @return the byte, or -1 if there is none
 *
 * **Context:** any CPU, any time; does not wait.
 */
int console_getc(void) MUSTER_LINK_NAME(console_getc);

/** @} */

MUSTER_END_DECLS

#endif
