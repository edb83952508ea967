/* SPDX-License-Identifier: MIT */
#include "time/rtc.h"

#include <stddef.h>

#include <muster/clock.h>
#include <muster/console.h>
#include <muster/order.h>
#include <muster/spinlock.h>

#include "base/clock.h"
#include "base/rtc_driver.h"
#include "devicetree/device.h"
#include "devicetree/fdt_lookup.h"

/* The time of day: reads the machine's real-time clock once, when a program first asks. */

static const struct fdt_scan *boot_scan;

/* Written once, by the first CPU that asks, under the lock. */
static DEFINE_SPINLOCK(lock);
static bool is_read;
static uint64_t offset_ns;

/* Returns what the time of day was at the boot, or 0 if no clock answers. */
static uint64_t read_offset_ns(void)
{
    char shown[PRINTABLE_BYTES];
    const struct driver *driver;
    const struct fdt_device *device = device_find_kind(boot_scan, DRIVER_RTC, &driver);
    uintptr_t base = device ? device_map(device, 0) : 0;
    uint64_t seconds;

    if (!base)
        return 0;
    if (((const struct rtc_driver *)driver->operations)->read(base, &seconds))
        return seconds * NS_PER_S - muster_clock_ns();
    console_printf("muster: %s: no clock that runs: the time of day begins with 1970\n",
                   fdt_shown_name(device->node_offset, shown));
    return 0;
}

void rtc_init(const struct fdt_scan *scan)
{
    boot_scan = scan;
}

uint64_t rtc_offset_ns(void)
{
    uint64_t flags;

    if (!boot_scan) /* an early parameter asks: do not settle on 0 yet */
        return 0;
    if (!smp_load_acquire(&is_read)) {
        spin_lock_irqsave(&lock, flags);
        if (!is_read)
            offset_ns = read_offset_ns();
        smp_store_release(&is_read, true);
        spin_unlock_irqrestore(&lock, flags);
    }
    return offset_ns;
}
