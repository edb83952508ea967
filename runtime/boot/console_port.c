/* SPDX-License-Identifier: MIT */
#include "boot/console_port.h"

#include <stdbool.h>

#include <string.h>

#include "base/driver.h"
#include "console/console.h"
#include "debug/sysrq.h"
#include "devicetree/device.h"
#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_scan.h"

/* Chooses the console's port by the device tree, and listens to it. */

static size_t length_up_to(const char *text, char end)
{
    const char *found = strchr(text, end);
    return found ? (size_t)(found - text) : strlen(text);
}

/* Returns the path behind an alias, or NULL. */
static const char *resolve_alias(const struct fdt_scan *scan, const char *name, size_t name_bytes)
{
    if (scan->aliases_offset < 0)
        return NULL;
    size_t bytes;
    const char *path = fdt_lookup_namelen(scan->aliases_offset, name, name_bytes, &bytes);
    return path && bytes > 0 && path[bytes - 1] == '\0' && path[0] == '/' ? path : NULL;
}

/* Returns true if a part of a path names this node. The part may leave out the unit address. */
static bool part_names(const char *part, size_t part_bytes, const char *node_name)
{
    return strncmp(part, node_name, part_bytes) == 0 &&
           (node_name[part_bytes] == '\0' || node_name[part_bytes] == '@');
}

/* Returns true if @p path, of @p path_bytes bytes, leads to the device. Compares part by part, from
 * the root. */
static bool path_names(const char *path, size_t path_bytes, const struct fdt_device *device)
{
    const char *end = path + path_bytes;

    for (unsigned int level = 1; level < device->depth; level++) {
        const char *name = fdt_lookup_node_name(device->path[level]);
        if (path == end || *path++ != '/')
            return false;
        size_t part_bytes = length_up_to(path, '/');
        if (part_bytes > (size_t)(end - path))
            part_bytes = (size_t)(end - path);
        if (part_bytes == 0 || !part_names(path, part_bytes, name))
            return false;
        path += part_bytes;
    }
    return path == end;
}

/* Returns the device that stdout-path names, or NULL. */
static const struct fdt_device *stdout_device(const struct fdt_scan *scan)
{
    const char *path = scan->stdout_path;
    if (!path)
        return NULL;

    size_t path_bytes = length_up_to(path, ':');
    if (path[0] != '/') {
        path = resolve_alias(scan, path, path_bytes);
        path_bytes = path ? length_up_to(path, ':') : 0;
    }
    for (unsigned int i = 0; path && i < scan->device_count; i++)
        if (path_names(path, path_bytes, &scan->devices[i]))
            return &scan->devices[i];
    console_printf("muster: device tree: stdout-path \"%s\" names no serial port that a driver "
                   "knows\n",
                   scan->stdout_path);
    return NULL;
}

/* The port that the boot CPU has chosen; `driver` is NULL while the board's early port is in use.
 * Written by the boot CPU while no other CPU runs. */
static struct {
    const struct fdt_device *device;
    const struct serial_driver *driver;
    uintptr_t base;
} chosen;

void console_init(const struct fdt_scan *scan)
{
    const struct fdt_device *device = stdout_device(scan);
    const struct driver *driver = device ? &drivers_start[device->match] : NULL;
    uintptr_t base = driver && driver->kind == DRIVER_SERIAL ? device_map(device, 0) : 0;

    chosen.device = device;
    if (!base)
        return;
    chosen.driver = driver->operations;
    chosen.base = base;
    console_use_port(chosen.driver, base);
}

void console_listen(void)
{
    if (sysrq_is_wanted())
        sysrq_init(chosen.driver, chosen.base, chosen.device);
}
