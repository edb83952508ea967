/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <muster/console.h>

/* Formats what console_printf() prints. The libc's formatter would not do: this one works before
 * the libc does, with the MMU off, on a small stack, with every libc, and in a panic that the libc
 * has caused. */

struct conversion {
    bool left, zero;
    unsigned int width;
    unsigned int longs; /* how many times l; z counts as one */
    char type;
};

static void put_padding(unsigned int count, char pad)
{
    while (count--)
        console_write(&pad, 1);
}

static void put_padded(const struct conversion *conversion, const char *text, size_t size)
{
    unsigned int padding = conversion->width > size ? conversion->width - (unsigned int)size : 0;
    if (!conversion->left)
        put_padding(padding, ' ');
    console_write(text, size);
    if (conversion->left)
        put_padding(padding, ' ');
}

static void put_number(const struct conversion *conversion, uint64_t value, unsigned int base,
                       bool negative)
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
            console_write("-", 1);
        put_padding(conversion->width > length ? conversion->width - length : 0, '0');
        console_write(first, length - negative);
        return;
    }
    if (negative)
        *--first = '-';
    put_padded(conversion, first, length);
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

static void put_signed(const struct conversion *conversion, int64_t value)
{
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    put_number(conversion, magnitude, 10, value < 0);
}

void console_vprintf(const char *format, va_list args)
{
    struct conversion conversion;

    while (*format) {
        size_t literal_bytes = 0;
        while (format[literal_bytes] && format[literal_bytes] != '%')
            literal_bytes++;
        if (literal_bytes)
            console_write(format, literal_bytes);
        format += literal_bytes;
        if (!*format)
            return;

        format = parse(format + 1, &conversion);
        switch (conversion.type) {
        case 'c': {
            char byte = (char)va_arg(args, int);
            put_padded(&conversion, &byte, 1);
            break;
        }
        case 's': {
            const char *text = va_arg(args, const char *);
            text = text ? text : "(null)";
            put_padded(&conversion, text, strlen(text));
            break;
        }
        case 'd':
        case 'i':
            put_signed(&conversion, conversion.longs ? va_arg(args, long) : va_arg(args, int));
            break;
        case 'u':
        case 'x':
            put_number(&conversion,
                       conversion.longs ? va_arg(args, unsigned long) : va_arg(args, unsigned int),
                       conversion.type == 'x' ? 16 : 10, false);
            break;
        case 'p':
            console_write("0x", 2);
            put_number(&conversion, (uintptr_t)va_arg(args, void *), 16, false);
            break;
        default: /* %% prints a percent sign; an unknown conversion prints its letter */
            console_write(&conversion.type, conversion.type != '\0');
            break;
        }
    }
}

void console_printf(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    console_vprintf(format, args);
    va_end(args);
}
