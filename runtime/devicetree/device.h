/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_DEVICE_H
#define MUSTER_RUNTIME_DEVICE_H

#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "console/serial.h"
#include "devicetree/fdt_scan.h"
#include "irq/irqchip.h"
#include "time/rtc.h"

/* The device tree's nodes that a driver of the tables below has asked for by `compatible`. */

extern const struct irqchip_driver irqchip_drivers_start[] __asm__("__muster_irqchip_drivers_start")
    __attribute__((visibility("hidden")));
extern const struct irqchip_driver irqchip_drivers_end[] __asm__("__muster_irqchip_drivers_end")
    __attribute__((visibility("hidden")));
extern const struct serial_driver serial_drivers_start[] __asm__("__muster_serial_drivers_start")
    __attribute__((visibility("hidden")));
extern const struct serial_driver serial_drivers_end[] __asm__("__muster_serial_drivers_end")
    __attribute__((visibility("hidden")));

extern const struct rtc_driver rtc_drivers_start[] __asm__("__muster_rtc_drivers_start")
    __attribute__((visibility("hidden")));
extern const struct rtc_driver rtc_drivers_end[] __asm__("__muster_rtc_drivers_end")
    __attribute__((visibility("hidden")));

/* What all drivers are compatible with, ended by NULL: what fdt_scan() is to look for. */
const char *const *device_compatibles(void) MUSTER_LINK_NAME(device_compatibles);

/* The first node with this compatible, or NULL. */
const struct fdt_device *device_find(const struct fdt_scan *scan, const char *compatible)
    MUSTER_LINK_NAME(device_find);

/*
 * Entry @p index of the node's `reg`, as the CPU sees it: translated by the `ranges` of every bus
 * above. Returns 0; -ENOENT when there is no such entry; -ENXIO when a bus does not translate it;
 * -EINVAL for cells that make no sense.
 */
int device_reg(const struct fdt_device *device, unsigned int index, uint64_t *pa,
               uint64_t *size_bytes) MUSTER_LINK_NAME(device_reg);

/* The same, and maps it: the address, or 0 with a message that names the node. */
uintptr_t device_map(const struct fdt_device *device, unsigned int index)
    MUSTER_LINK_NAME(device_map);

#endif
