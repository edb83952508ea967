/* SPDX-License-Identifier: MIT */
#include "console/text.h"

#include <stdbool.h>
#include <stdint.h>

/* Formats what console_printf() prints. The libc's formatter would not do: this one works before
 * the libc does, with the MMU off, on a small stack, with every libc, and in a panic that the libc
 * has caused. */

struct conversion {
    bool left, zero;
    unsigned int width;
    unsigned int longs; /* how many times l; z counts as one */
    char type;
};

static void put_padding(const struct text_sink *sink, unsigned int count, char pad)
{
    while (count--)
        sink->write(sink, &pad, 1);
}

static void put_padded(const struct text_sink *sink, const struct conversion *conversion,
                       const char *text, size_t size)
{
    unsigned int padding = conversion->width > size ? conversion->width - (unsigned int)size : 0;
    if (!conversion->left)
        put_padding(sink, padding, ' ');
    sink->write(sink, text, size);
    if (conversion->left)
        put_padding(sink, padding, ' ');
}

static void put_number(const struct text_sink *sink, const struct conversion *conversion,
                       uint64_t value, unsigned int base, bool negative)
{
    char digits[24];
    char *first = digits + sizeof(digits);

    do {
        *--first = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    unsigned int length = (unsigned int)(digits + sizeof(digits) - first) + negative;
    if (conversion->zero && !conversion->left) {
        if (negative)
            sink->write(sink, "-", 1);
        put_padding(sink, conversion->width > length ? conversion->width - length : 0, '0');
        sink->write(sink, first, length - negative);
        return;
    }
    if (negative)
        *--first = '-';
    put_padded(sink, conversion, first, length);
}

static const char *parse(const char *format, struct conversion *conversion)
{
    *conversion = (struct conversion){0};
    for (;; format++) {
        if (*format == '-')
            conversion->left = true;
        else if (*format == '0')
            conversion->zero = true;
        else
            break;
    }
    for (; *format >= '0' && *format <= '9'; format++)
        conversion->width = conversion->width * 10 + (unsigned int)(*format - '0');
    for (; *format == 'l' || *format == 'z'; format++)
        conversion->longs++;
    conversion->type = *format;
    return *format ? format + 1 : format;
}

/* Returns the bytes of a string. A libc's strlen() may read unaligned, which faults without the
 * MMU. */
static size_t length_of(const char *text)
{
    size_t bytes = 0;

    while (text[bytes])
        bytes++;
    return bytes;
}

static void put_signed(const struct text_sink *sink, const struct conversion *conversion,
                       int64_t value)
{
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    put_number(sink, conversion, magnitude, 10, value < 0);
}

void text_vprintf(const struct text_sink *sink, const char *format, va_list *args)
{
    struct conversion conversion;

    while (*format) {
        size_t literal_bytes = 0;
        while (format[literal_bytes] && format[literal_bytes] != '%')
            literal_bytes++;
        if (literal_bytes)
            sink->write(sink, format, literal_bytes);
        format += literal_bytes;
        if (!*format)
            return;

        format = parse(format + 1, &conversion);
        switch (conversion.type) {
        case 'c': {
            char byte = (char)va_arg(*args, int);
            put_padded(sink, &conversion, &byte, 1);
            break;
        }
        case 's': {
            const char *text = va_arg(*args, const char *);
            text = text ? text : "(null)";
            put_padded(sink, &conversion, text, length_of(text));
            break;
        }
        case 'd':
        case 'i':
            put_signed(sink, &conversion,
                       conversion.longs ? va_arg(*args, long) : va_arg(*args, int));
            break;
        case 'u':
        case 'x':
            put_number(sink, &conversion,
                       conversion.longs ? va_arg(*args, unsigned long)
                                        : va_arg(*args, unsigned int),
                       conversion.type == 'x' ? 16 : 10, false);
            break;
        case 'p':
            sink->write(sink, "0x", 2);
            put_number(sink, &conversion, (uintptr_t)va_arg(*args, void *), 16, false);
            break;
        default: /* %% prints a percent sign; an unknown conversion prints its letter */
            sink->write(sink, &conversion.type, conversion.type != '\0');
            break;
        }
    }
}

void text_printf(const struct text_sink *sink, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    text_vprintf(sink, format, &args);
    va_end(args);
}
