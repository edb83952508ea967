/* SPDX-License-Identifier: MIT */
/* Finds devices that fdt_scan() has left out: for want of room, or because the boot has no use for
 * them. Slow: libfdt searches the tree. */
#include <libfdt.h>
#include <stdbool.h>
#include <string.h>

#include <muster/fdt.h>

#include "devicetree/device.h"

/* Returns true if the node is not disabled by its own status. */
static bool is_enabled(const void *fdt, int node)
{
    const char *status = fdt_getprop(fdt, node, "status", NULL);

    return !status || strcmp(status, "okay") == 0 || strcmp(status, "ok") == 0;
}

bool device_of_node(int node, struct fdt_device *device)
{
    const void *fdt = muster_fdt();

    device->node_offset = node;
    device->depth = (unsigned int)fdt_node_depth(fdt, node) + 1;
    for (unsigned int i = 0; i < device->depth; i++) {
        device->path[i] = fdt_supernode_atdepth_offset(fdt, node, (int)i, NULL);
        if (!is_enabled(fdt, device->path[i]))
            return false;
    }
    return true;
}

const struct fdt_device *device_find_lost(const char *path, size_t path_bytes)
{
    static struct fdt_device device;
    const void *fdt = muster_fdt();
    int node = fdt_path_offset_namelen(fdt, path, (int)path_bytes);

    if (node < 0)
        return NULL;
    for (const struct driver *driver = drivers_start; driver < drivers_end; driver++) {
        if (fdt_node_check_compatible(fdt, node, driver->compatible) != 0)
            continue;
        device.match = (unsigned int)(driver - drivers_start);
        return device_of_node(node, &device) ? &device : NULL;
    }
    return NULL;
}

bool device_find_late(const struct driver *driver, int after, struct fdt_device *device)
{
    int node = fdt_node_offset_by_compatible(muster_fdt(), after, driver->compatible);

    while (node >= 0 && !device_of_node(node, device))
        node = fdt_node_offset_by_compatible(muster_fdt(), node, driver->compatible);
    return node >= 0;
}
