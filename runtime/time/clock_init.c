/* SPDX-License-Identifier: MIT */
#include "time/clock_init.h"

#include <muster/console.h>
#include <muster/panic.h>

#include "arch/generic_timer.h"
#include "base/clock.h"
#include "devicetree/device.h"
#include "devicetree/fdt_read.h"
#include "time/timer_device.h"

void clock_early_init(void)
{
    if (arch_counter_hz() >= CLOCK_MIN_HZ)
        clock_set_hz(arch_counter_hz());
}

/* Returns clock-frequency of the timer's node, or 0 if there is none. */
static uint32_t hz_of_tree(const struct fdt_scan *scan)
{
    const struct fdt_device *device = device_find(scan, TIMER_COMPATIBLE);

    return device ? (uint32_t)fdt_number_or(device->node_offset, PROP_CLOCK_FREQUENCY, 0) : 0;
}

void clock_init(const struct fdt_scan *scan)
{
    uint32_t cpu_hz = arch_counter_hz(), tree_hz = hz_of_tree(scan);

    if (tree_hz >= CLOCK_MIN_HZ) {
        if (cpu_hz < CLOCK_MIN_HZ)
            console_printf("muster: CNTFRQ_EL0 is %u: the counter runs at %u Hz, as the device "
                           "tree says\n",
                           cpu_hz, tree_hz);
        clock_set_hz(tree_hz);
    } else if (cpu_hz < CLOCK_MIN_HZ) {
        panic("the counter's frequency is not known: CNTFRQ_EL0 is %u, which the firmware sets, "
              "and clock-frequency of the device tree's " TIMER_COMPATIBLE " is %u",
              cpu_hz, tree_hz);
    }
}
