/* SPDX-License-Identifier: MIT */
#include "time/timer_device.h"

#include <errno.h>
#include <libfdt.h>
#include <stddef.h>
#include <string.h>

#include <muster/console.h>
#include <muster/order.h>

#include "arch/generic_timer.h"
#include "base/clock.h"
#include "base/driver.h"
#include "base/ticks.h"
#include "devicetree/device.h"
#include "devicetree/fdt_irq.h"
#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_read.h"
#include "ipi/irqchip.h"

DRIVER(arch_timer, DRIVER_TIMER, TIMER_COMPATIBLE, NULL);
/* The name that a tree has which ARMv7 kernels read, too. */
DRIVER(armv7_timer, DRIVER_TIMER, "arm,armv7-timer", NULL);

/* The CPUs' timers in the device tree: finds the interrupt of the timer that the runtime uses. */

/* The name of each timer's interrupt in `interrupt-names`. A node without names lists the
 * interrupts in this order. */
static const char names[][9] = {
    [ARCH_TIMER_SEC_PHYS] = "sec-phys",
    [ARCH_TIMER_PHYS] = "phys",
    [ARCH_TIMER_VIRT] = "virt",
    [ARCH_GENERIC_TIMER_HYP_PHYS] = "hyp-phys",
    [ARCH_GENERIC_TIMER_HYP_VIRT] = "hyp-virt",
};

static int find_irq(const struct fdt_device *device, enum arch_timer timer,
                    enum muster_irq_trigger *trigger)
{
    int node = device->node_offset;
    int index = fdt_has(node, PROP_INTERRUPT_NAMES)
                    ? fdt_string_index(node, PROP_INTERRUPT_NAMES, names[timer])
                    : (int)timer;
    struct fdt_irq irq;

    if (index < 0)
        return index;
    int error = fdt_irq_of_device(device, (unsigned int)index, &irq);
    if (error)
        return error;
    *trigger = irq.is_edge ? MUSTER_IRQ_EDGE : MUSTER_IRQ_LEVEL;
    /* A timer's interrupt must be private: a shared one would reach one CPU only. */
    return irq.intid < IRQ_FIRST_SHARED ? (int)irq.intid : -EINVAL;
}

int timer_device_irq(const struct fdt_scan *scan, enum muster_irq_trigger *trigger)
{
    const struct driver *driver;
    const struct fdt_device *device = device_find_kind(scan, DRIVER_TIMER, &driver);
    enum arch_timer timer = arch_timer();
    char shown[PRINTABLE_BYTES];

    if (!device) {
        console_printf("muster: timer: the device tree has no " TIMER_COMPATIBLE
                       ": there are no timers, and sleeping CPUs spin\n");
        return -ENODEV;
    }
    int irq = find_irq(device, timer, trigger);
    if (irq < 0)
        console_printf("muster: timer: %s: its interrupt \"%s\" cannot be used: error %d: there "
                       "are no timers, and sleeping CPUs spin\n",
                       fdt_shown_name(device->node_offset, shown), names[timer], irq);
    return irq;
}

/* A timer that is set to the present interrupts at once. */
#define FIRST_INTERRUPT_TIMEOUT_MS 100

bool timer_device_interrupts(unsigned int irq)
{
    uint64_t start = counter_now(), limit = clock_ticks_of_ms(FIRST_INTERRUPT_TIMEOUT_MS);

    arch_timer_set(counter_register_at(start));
    while (arch_timer_is_set() && !counter_has_passed(start, limit))
        cpu_relax();
    if (!arch_timer_is_set())
        return true;
    arch_timer_stop();
    console_printf("muster: timer: interrupt %u of the device tree does not come when the timer "
                   "fires: there are no timers, and sleeping CPUs spin\n",
                   irq);
    return false;
}
