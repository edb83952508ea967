/* SPDX-License-Identifier: MIT */
#include "time/timer_device.h"

#include <errno.h>
#include <libfdt.h>
#include <stddef.h>
#include <string.h>

#include <muster/console.h>

#include "arch/generic_timer.h"
#include "base/driver.h"
#include "devicetree/device.h"
#include "devicetree/fdt_irq.h"
#include "devicetree/fdt_lookup.h"
#include "ipi/irqchip.h"

DRIVER(arch_timer, DRIVER_TIMER, TIMER_COMPATIBLE, NULL);

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

/* Returns the place of @p name in `interrupt-names`, a list of strings; -ENOENT if it is not there;
 * -EINVAL if a string has no end. */
static int index_of_name(const char *list, size_t list_bytes, const char *name)
{
    const char *end = list + list_bytes;

    for (int index = 0; list < end; index++) {
        const char *end_of_string = memchr(list, '\0', (size_t)(end - list));
        if (!end_of_string)
            return -EINVAL;
        if (strcmp(list, name) == 0)
            return index;
        list = end_of_string + 1;
    }
    return -ENOENT;
}

static int find_irq(const struct fdt_device *device, enum arch_timer timer)
{
    size_t list_bytes;
    const char *list = fdt_lookup(device->node_offset, "interrupt-names", &list_bytes);
    int index = list ? index_of_name(list, list_bytes, names[timer]) : (int)timer;
    struct fdt_irq irq;

    if (index < 0)
        return index;
    int error = fdt_irq_of_device(device, (unsigned int)index, &irq);
    if (error)
        return error;
    /* A timer's interrupt must be private: a shared one would reach one CPU only. */
    return irq.intid < IRQ_FIRST_SHARED ? (int)irq.intid : -EINVAL;
}

int timer_device_irq(const struct fdt_scan *scan)
{
    const struct fdt_device *device = device_find(scan, TIMER_COMPATIBLE);
    enum arch_timer timer = arch_timer();

    if (!device) {
        console_printf("muster: timer: the device tree has no " TIMER_COMPATIBLE
                       ": there are no timers, and sleeping CPUs spin\n");
        return -ENODEV;
    }
    int irq = find_irq(device, timer);
    if (irq < 0)
        console_printf("muster: timer: %s: its interrupt \"%s\" cannot be used: error %d: there "
                       "are no timers, and sleeping CPUs spin\n",
                       fdt_lookup_node_name(device->node_offset), names[timer], irq);
    return irq;
}
