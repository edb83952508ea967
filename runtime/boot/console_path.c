/* SPDX-License-Identifier: MIT */
#include "boot/console_path.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "devicetree/device.h"
#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_scan.h"

/* Follows a path of the device tree to a device. */

/* A part of a string. */
struct text {
    const char *start, *end;
};

/* Returns the text from @p start to the first character of @p ends, or to the string's end. */
static struct text text_up_to(const char *start, const char *ends)
{
    return (struct text){start, start + strcspn(start, ends)};
}

/* Returns the path behind an alias; an empty text when there is none. */
static struct text resolve_alias(const struct fdt_scan *scan, struct text name)
{
    size_t bytes;
    const char *path = scan->aliases_offset < 0
                           ? NULL
                           : fdt_lookup_namelen(scan->aliases_offset, name.start,
                                                (size_t)(name.end - name.start), &bytes);

    if (!path || bytes == 0 || path[bytes - 1] != '\0' || path[0] != '/')
        return (struct text){name.end, name.end};
    return text_up_to(path, ":");
}

/* Returns true if a part of a path names this node. The part may leave out the unit address. */
static bool part_names(struct text part, const char *node_name)
{
    size_t bytes = (size_t)(part.end - part.start);

    return bytes > 0 && strncmp(part.start, node_name, bytes) == 0 &&
           (node_name[bytes] == '\0' || node_name[bytes] == '@');
}

/* Follows @p path from the device's ancestor at @p level on. Returns the level where it ends, or 0
 * when it does not lead to the device. */
static unsigned int follow(struct text path, const struct fdt_device *device, unsigned int level)
{
    while (level && path.start < path.end) {
        struct text part = text_up_to(path.start + 1, "/:");
        bool is_on_way = *path.start == '/' && level < device->depth &&
                         part_names(part, fdt_lookup_node_name(device->path[level]));

        level = is_on_way ? level + 1 : 0;
        path.start = part.end;
    }
    return level;
}

/* Returns true if the path @p from, and from there the path @p rest, lead to the device. */
static bool leads_to(struct text from, struct text rest, const struct fdt_device *device)
{
    return follow(rest, device, follow(from, device, 1)) == device->depth;
}

const struct fdt_device *console_device_at(const struct fdt_scan *scan, const char *path)
{
    struct text alias = text_up_to(path, "/:"), rest = text_up_to(alias.end, ":");
    bool is_alias = alias.start != alias.end;
    struct text from = is_alias ? resolve_alias(scan, alias) : alias;
    bool is_known = !is_alias || from.start != from.end;

    for (unsigned int i = 0; is_known && i < scan->device_count; i++)
        if (leads_to(from, rest, &scan->devices[i]))
            return &scan->devices[i];
    return scan->devices_lost ? device_find_lost(path, (size_t)(rest.end - path)) : NULL;
}
