/* SPDX-License-Identifier: MIT */
#include "base/driver.h"

#include <stdbool.h>
#include <stddef.h>

/* Compares without the libc's strcmp(), which may read unaligned: that faults without the MMU. */
static bool is_same(const char *a, const char *b)
{
    for (; *a == *b; a++, b++)
        if (!*a)
            return true;
    return false;
}

const struct driver *driver_find(enum driver_kind kind, const char *compatible)
{
    for (const struct driver *driver = drivers_start; driver < drivers_end; driver++)
        if (driver->kind == kind && driver->compatible[0] == compatible[0] &&
            is_same(driver->compatible, compatible))
            return driver;
    return NULL;
}
