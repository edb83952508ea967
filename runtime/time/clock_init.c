/* SPDX-License-Identifier: MIT */
#include "time/clock_init.h"

#include <muster/console.h>
#include <muster/panic.h>

#include "arch/counter.h"
#include "arch/generic_timer.h"
#include "base/boot_times.h"
#include "base/clock.h"
#include "base/ticks.h"
#include "devicetree/device.h"
#include "devicetree/fdt_read.h"
#include "time/timer_device.h"

/* A bit of fdt_which() for each property of the timer's node. */
#define FIRST_PROPERTY PROP_ALLWINNER_ERRATUM_UNKNOWN1
#define LAST_PROPERTY PROP_CLOCK_FREQUENCY
#define HAS(property) (UINT32_C(1) << (PROP_##property - FIRST_PROPERTY))

void clock_early_init(void)
{
    boot_times.start_ticks = counter_begin(arch_counter_cure(arch_counter_erratum_of_cpu()));
    if (arch_counter_hz() >= CLOCK_MIN_HZ)
        clock_set_hz(arch_counter_hz());
}

void clock_cure_counter(enum arch_counter_erratum erratum)
{
    counter_cure(arch_counter_cure(erratum));
}

/* Begins to count anew if the timer's node names an erratum: the first value may be wrong. */
static void cure_counter(uint32_t properties)
{
    enum arch_counter_erratum erratum = ARCH_COUNTER_IS_SOUND;

    if (properties & HAS(ALLWINNER_ERRATUM_UNKNOWN1))
        erratum = ARCH_COUNTER_ALLWINNER_UNKNOWN1;
    else if (properties & HAS(FSL_ERRATUM_A008585))
        erratum = ARCH_COUNTER_FSL_A008585;
    else if (properties & HAS(HISILICON_ERRATUM_161010101))
        erratum = ARCH_COUNTER_HISILICON_161010101;
    if (erratum != ARCH_COUNTER_IS_SOUND)
        boot_times.start_ticks = counter_begin(arch_counter_cure(erratum));
}

/* Reads what the timer's node says of the counter. Returns clock-frequency, or 0 without one. */
static uint32_t read_node(const struct fdt_scan *scan)
{
    const struct driver *driver;
    const struct fdt_device *device = device_find_kind(scan, DRIVER_TIMER, &driver);

    if (!device)
        return 0;
    uint32_t properties = fdt_which(device->node_offset, FIRST_PROPERTY, LAST_PROPERTY);
    cure_counter(properties);
    return properties & HAS(CLOCK_FREQUENCY)
               ? (uint32_t)fdt_number_or(device->node_offset, PROP_CLOCK_FREQUENCY, 0)
               : 0;
}

void clock_init(const struct fdt_scan *scan)
{
    uint32_t cpu_hz = arch_counter_hz(), tree_hz = read_node(scan);

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
