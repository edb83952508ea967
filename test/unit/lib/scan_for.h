/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_SCAN_FOR_H
#define TEST_UNIT_SCAN_FOR_H

#include <string.h>

#include "devicetree/fdt_scan.h"

/* The hardware id of the boot CPU of scan_for(). */
#define SCAN_BOOT_HWID 0x80

/* Calls fdt_scan() with a driver for each of @p compatibles, which NULL ends. The first drives an
 * interrupt controller, the others serial ports. */
static inline int scan_for(const void *fdt, const char *const *compatibles, struct fdt_scan *scan,
                           struct fdt_scan_error *error)
{
    static struct driver drivers[8]; /* the scan keeps no pointer to them */
    unsigned int count = 0;

    memset(drivers, 0, sizeof(drivers));
    for (; compatibles[count]; count++) {
        drivers[count].kind = count == 0 ? DRIVER_IRQCHIP : DRIVER_SERIAL;
        if (*compatibles[count])
            drivers[count].key =
                (uint16_t)driver_key(compatibles[count], strlen(compatibles[count]));
        strcpy(drivers[count].compatible, compatibles[count]);
    }
    return fdt_scan(fdt, drivers, count, SCAN_BOOT_HWID, scan, error);
}

#endif
