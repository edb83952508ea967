/* SPDX-License-Identifier: MIT */
#include "console_capture.h"

#include <stdio.h>
#include <string.h>

#include <muster/console.h>

static char captured[8192];

const char *console_captured(void)
{
    return captured;
}

void console_capture_clear(void)
{
    captured[0] = '\0';
}

void console_vprintf(const char *format, va_list args)
{
    size_t used = strlen(captured);

    vsnprintf(captured + used, sizeof(captured) - used, format, args);
}

void console_printf(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    console_vprintf(format, args);
    va_end(args);
}
