/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_PRINTABLE_H
#define MUSTER_RUNTIME_PRINTABLE_H

#include <stdbool.h>
#include <stddef.h>

/* Text from outside, of the command line or the device tree, in messages: a terminal would obey its
 * control characters. */

/* The size of a buffer for printable(). Longer text with control characters is cut off. */
#define PRINTABLE_BYTES 128

static inline bool is_printable(char c)
{
    return c >= ' ' && c <= '~';
}

/* Returns true if @p text has only printable ASCII characters. */
static inline bool is_all_printable(const char *text)
{
    while (is_printable(*text))
        text++;
    return !*text;
}

/* Returns @p text if it has only printable ASCII characters. Otherwise writes it to @p buffer, of
 * PRINTABLE_BYTES, with "?" for every other byte, and returns @p buffer. */
static inline const char *printable(const char *text, char *buffer)
{
    size_t at = 0;

    if (is_all_printable(text))
        return text;
    for (; text[at] && at < PRINTABLE_BYTES - 1; at++)
        buffer[at] = is_printable(text[at]) ? text[at] : '?';
    buffer[at] = '\0';
    return buffer;
}

#endif
