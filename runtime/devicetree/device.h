/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_DEVICE_H
#define MUSTER_RUNTIME_DEVICE_H

#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "base/driver.h"
#include "devicetree/fdt_scan.h"

/* The device tree's nodes that a driver of the program has asked for by `compatible`. */

/* Returns the first node with this `compatible`, or NULL. */
const struct fdt_device *device_find(const struct fdt_scan *scan, const char *compatible)
    MUSTER_LINK_NAME(device_find);

/* Goes through the drivers of that kind, in the order of their table, and returns the first node of
 * the first driver that has one, or NULL; @p driver is that driver. */
const struct fdt_device *device_find_kind(const struct fdt_scan *scan, enum driver_kind kind,
                                          const struct driver **driver)
    MUSTER_LINK_NAME(device_find_kind);

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
