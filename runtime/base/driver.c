/* SPDX-License-Identifier: MIT */
#include "base/driver.h"

#include <stddef.h>
#include <string.h>

const struct driver *driver_find(enum driver_kind kind, const char *compatible)
{
    for (const struct driver *driver = drivers_start; driver < drivers_end; driver++)
        if (driver->kind == kind && strcmp(driver->compatible, compatible) == 0)
            return driver;
    return NULL;
}
