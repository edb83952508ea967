/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <muster/app.h>

#include "check.h"

/* A program with PRINTF integer: everything except floating point is converted as usual. */

static void print(char *text, size_t bytes, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(text, bytes, format, args);
    va_end(args);
}

static void show(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
}

int app_main_percpu(unsigned int cpu)
{
    char text[100], word[10];
    long long number;
    unsigned int hex;

    print(text, sizeof(text), "%-4s|%05d|%+lld|%#x|%zu|%c", "ab", -42, -9000000000LL, 0xbeefu,
          sizeof(text), 'z');
    CHECK(strcmp(text, "ab  |-0042|-9000000000|0xbeef|100|z") == 0);
    CHECK(sscanf("-9000000000 beef word", "%lld %x %9s", &number, &hex, word) == 3);
    CHECK(number == -9000000000LL && hex == 0xbeef && strcmp(word, "word") == 0);
    printf("CPU %u: %lld\n", cpu, number);
    show("CPU %u: %s\n", cpu, word);
    return 0;
}
