/* SPDX-License-Identifier: MIT */
#include <stdbool.h>

#include <muster/mmio.h>

#include "base/driver.h"
#include "base/machine_end_driver.h"
#include "devicetree/device.h"
#include "devicetree/fdt_read.h"

/* Resets a Raspberry Pi by the watchdog of its power manager, and turns it off: the firmware, which
 * runs after each reset, halts the machine if the number of the partition to boot from is 63.
 * Source: Linux drivers/watchdog/bcm2835_wdt.c, bindings/soc/bcm/brcm,bcm2835-pm.yaml. */

#define RSTC 0x1c
#define RSTC_CONFIG 0x30u
#define RSTC_FULL_RESET 0x20u
#define RSTS 0x20
#define RSTS_PARTITION 0x555u /* the number's bits, in every second place; all are 1 in 63 */
#define WDOG 0x24
#define PASSWORD 0x5a000000u /* in the upper byte of each write */
#define PASSWORD_MASK 0xff000000u
#define TIMEOUT 10u /* of 15 microseconds each */

static void change(uintptr_t address, uint32_t mask, uint32_t bits)
{
    uint32_t others = muster_mmio_read32(address) & ~(PASSWORD_MASK | mask);

    muster_mmio_write32(address, PASSWORD | others | bits);
}

static void start_watchdog(uintptr_t base)
{
    muster_mmio_write32(base + WDOG, PASSWORD | TIMEOUT);
    change(base + RSTC, RSTC_CONFIG, RSTC_FULL_RESET);
    machine_end_wait(MACHINE_END_TIMEOUT_MS);
}

static void bcm2835_reset(const struct fdt_device *device)
{
    uintptr_t base = device_map_at_end(device, 0);

    if (base)
        start_watchdog(base);
}

/* A board may have a chip for its power: then the node is not the system's power controller. */
static void bcm2835_turn_off(const struct fdt_device *device)
{
    uintptr_t base = fdt_has(device->node_offset, PROP_SYSTEM_POWER_CONTROLLER)
                         ? device_map_at_end(device, 0)
                         : 0;

    if (!base)
        return;
    change(base + RSTS, RSTS_PARTITION, RSTS_PARTITION);
    start_watchdog(base);
}

static const struct machine_end_driver bcm2835_pm = {
    .rank = MACHINE_END_BY_WATCHDOG, .turn_off = bcm2835_turn_off, .reset = bcm2835_reset};
LATE_DRIVER(bcm2835_pm_wdt, DRIVER_MACHINE_END, "brcm,bcm2835-pm-wdt", &bcm2835_pm);
