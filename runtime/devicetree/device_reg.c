/* SPDX-License-Identifier: MIT */
/* Reads a node's reg and translates its addresses; see device.h. */
#include <errno.h>
#include <libfdt.h>
#include <stdbool.h>

#include "devicetree/device.h"
#include "devicetree/fdt_lookup.h"

/* Returns a node's #address-cells or #size-cells; 0, which no caller accepts, when it has none. */
static size_t cells_of(int node, const char *name)
{
    size_t bytes;
    const fdt32_t *value = fdt_lookup(node, name, &bytes);
    return value && bytes == sizeof(*value) ? fdt32_to_cpu(*value) : 0;
}

static bool are_usable(size_t address_cells, size_t size_cells)
{
    return address_cells >= 1 && address_cells <= 2 && size_cells >= 1 && size_cells <= 2;
}

static uint64_t read_cells(const fdt32_t *cells, size_t count)
{
    uint64_t value = 0;
    while (count--)
        value = value << 32 | fdt32_to_cpu(*cells++);
    return value;
}

/* Translates an address on @p bus to an address on @p parent, the bus above it. */
static int translate(int bus, int parent, uint64_t *address)
{
    size_t bytes;
    const fdt32_t *ranges = fdt_lookup(bus, "ranges", &bytes);
    size_t child_cells = cells_of(bus, "#address-cells");
    size_t parent_cells = cells_of(parent, "#address-cells");
    size_t size_cells = cells_of(bus, "#size-cells");

    if (!ranges)
        return -ENXIO;
    if (bytes == 0)
        return 0; /* empty: both have the same addresses */
    if (!are_usable(child_cells, size_cells) || !are_usable(parent_cells, size_cells))
        return -EINVAL;
    size_t entry_cells = child_cells + parent_cells + size_cells;
    for (size_t left = bytes / sizeof(*ranges); left >= entry_cells;
         left -= entry_cells, ranges += entry_cells) {
        uint64_t child = read_cells(ranges, child_cells);
        uint64_t size = read_cells(ranges + child_cells + parent_cells, size_cells);
        if (*address >= child && *address - child < size) {
            *address = *address - child + read_cells(ranges + child_cells, parent_cells);
            return 0;
        }
    }
    return -ENXIO;
}

int device_reg(const struct fdt_device *device, unsigned int index, uint64_t *pa,
               uint64_t *size_bytes)
{
    if (device->depth < 2)
        return -ENOENT;
    int bus = device->path[device->depth - 2];
    size_t bytes, entry_cells;
    const fdt32_t *reg = fdt_lookup(device->node_offset, "reg", &bytes);
    size_t address_cells = cells_of(bus, "#address-cells");
    size_t size_cells = cells_of(bus, "#size-cells");

    if (!reg)
        return -ENOENT;
    if (!are_usable(address_cells, size_cells))
        return -EINVAL;
    entry_cells = address_cells + size_cells;
    if (bytes / sizeof(*reg) / entry_cells <= index)
        return -ENOENT;
    reg += index * entry_cells;
    *pa = read_cells(reg, address_cells);
    *size_bytes = read_cells(reg + address_cells, size_cells);

    for (unsigned int level = device->depth - 2; level > 0; level--) {
        int error = translate(device->path[level], device->path[level - 1], pa);
        if (error)
            return error;
    }
    return 0;
}
