/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>

#include "base/driver.h"
#include "base/machine_end_driver.h"
#include "devicetree/device.h"

/* Resets the machine by the generic watchdog of SBSA (Arm DEN0029, "Generic Watchdog"; since then
 * in BSA, DEN0094). Its first signal is an interrupt, its second one, as much later, resets. */

/* In the control frame, the first entry of reg (bindings/watchdog/arm,sbsa-gwdt.yaml). */
#define WCS 0x000
#define WCS_ENABLED (1u << 0)
#define WOR 0x008 /* the time to each signal, in ticks of the system counter */
#define SIGNAL_MS 10u

/* A write to either register starts the time anew. */
static void sbsa_reset(const struct fdt_device *device)
{
    uintptr_t base = device_map_at_end(device, 0);

    if (!base)
        return;
    muster_mmio_write32(base + WCS, 0);
    muster_mmio_write32(base + WOR, (uint32_t)clock_ticks_of_ms(SIGNAL_MS));
    muster_mmio_write32(base + WCS, WCS_ENABLED);
    machine_end_wait(MACHINE_END_TIMEOUT_MS);
}

static const struct machine_end_driver sbsa_gwdt = {.rank = MACHINE_END_BY_WATCHDOG,
                                                    .reset = sbsa_reset};
LATE_DRIVER(sbsa_gwdt, DRIVER_MACHINE_END, "arm,sbsa-gwdt", &sbsa_gwdt);
