/* SPDX-License-Identifier: MIT */
#include "base/parse.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Parsers for numbers, switches and time-outs that come as text, from the kernel command line or
 * the application's arguments. */

/* Returns the value of the hexadecimal digit @p c, or 16 if @p c is not a digit. */
static unsigned int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned int)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned int)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return (unsigned int)(c - 'A') + 10;
    return 16;
}

int muster_parse_u32(const char *text, unsigned int max, unsigned int *value)
{
    unsigned int base = 10;
    uint64_t sum = 0;

    if (!text)
        return -EINVAL;
    if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
        base = 16;
        text += 2;
    }
    if (!*text)
        return -EINVAL;
    for (; *text; text++) {
        unsigned int digit = digit_of(*text);

        if (digit >= base)
            return -EINVAL;
        /* once sum is above max, only check that the rest is digits; the sum cannot overflow */
        if (sum <= max)
            sum = sum * base + digit;
    }
    if (sum > max)
        return -ERANGE;
    *value = (unsigned int)sum;
    return 0;
}

int muster_parse_bool(const char *text, bool *value)
{
    if (!text || !strcmp(text, "1") || !strcmp(text, "y") || !strcmp(text, "on"))
        *value = true;
    else if (!strcmp(text, "0") || !strcmp(text, "n") || !strcmp(text, "off"))
        *value = false;
    else
        return -EINVAL;
    return 0;
}

int parse_timeout_ms(const char *value, unsigned int least_ms, unsigned int *timeout_ms)
{
    const unsigned int most_ms = 3600000;
    unsigned int ms;
    int error = muster_parse_u32(value, most_ms, &ms);

    if (error)
        return error;
    if (ms < least_ms)
        return -EINVAL;
    *timeout_ms = ms;
    return 0;
}
