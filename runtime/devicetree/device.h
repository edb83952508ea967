/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_DEVICE_H
#define MUSTER_RUNTIME_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "base/driver.h"
#include "devicetree/fdt_scan.h"

/* Finds the device-tree nodes that have a driver, and maps their registers. */

/* Returns the first node with this `compatible`, or NULL. */
const struct fdt_device *device_find(const struct fdt_scan *scan, const char *compatible)
    MUSTER_LINK_NAME(device_find);

/* Returns the first node of the first driver of @p kind that has a node, in the order of the table,
 * and sets @p driver to that driver. Returns NULL when there is none. */
const struct fdt_device *device_find_kind(const struct fdt_scan *scan, enum driver_kind kind,
                                          const struct driver **driver)
    MUSTER_LINK_NAME(device_find_kind);

/* Returns the device at @p path, of @p path_bytes bytes, which may begin with an alias, or NULL
 * when no driver knows it. For devices that fdt_scan() has left out; the next call overwrites the
 * result. */
const struct fdt_device *device_find_lost(const char *path, size_t path_bytes)
    MUSTER_LINK_NAME(device_find_lost);

/* Stores the node at libfdt offset @p node, with the path to it, in @p device. Returns false if the
 * node, or a node above it, is not enabled. Slow: for nodes that fdt_scan() does not keep. */
bool device_of_node(int node, struct fdt_device *device) MUSTER_LINK_NAME(device_of_node);

/* Finds the first enabled node behind the one at libfdt offset @p after, -1 for the start of the
 * tree, that the late driver @p driver knows, and stores it in @p device. Returns false when there
 * is none. Slow: libfdt searches the tree. */
bool device_find_late(const struct driver *driver, int after, struct fdt_device *device)
    MUSTER_LINK_NAME(device_find_late);

/*
 * Stores entry @p index of the node's `reg`, translated to an address of the CPU by the `ranges` of
 * every bus above the node. Returns 0; -ENOENT when there is no such entry; -ENXIO when a bus does
 * not translate it; -EINVAL for numbers of cells that cannot be.
 */
int device_reg(const struct fdt_device *device, unsigned int index, uint64_t *pa,
               uint64_t *size_bytes) MUSTER_LINK_NAME(device_reg);

/* Maps entry @p index of the node's `reg`. Returns the address, or 0 after a message that names the
 * node. */
uintptr_t device_map(const struct fdt_device *device, unsigned int index)
    MUSTER_LINK_NAME(device_map);

/* Does the same for a CPU that ends the program or resets the machine. It waits only a short time
 * for another CPU that maps, as that CPU may have been stopped; and takes no memory for tables. */
uintptr_t device_map_at_end(const struct fdt_device *device, unsigned int index)
    MUSTER_LINK_NAME(device_map_at_end);

#endif
