/* SPDX-License-Identifier: MIT */
/* Reads a node's reg and translates its addresses; see device.h. */
#include <errno.h>
#include <stdbool.h>

#include "devicetree/device.h"
#include "devicetree/fdt_read.h"
#include "devicetree/fdt_scan.h"

/* Returns #address-cells or #size-cells of the bus at @p level of the device's path, or 0, which no
 * caller accepts, when it is damaged. As in Linux, a bus that does not have it has that of the
 * nearest bus above; the root has the specification's default (2.3.5). */
static size_t cells_of(const struct fdt_device *device, unsigned int level,
                       enum known_property which)
{
    uint32_t count =
        which == PROP_ADDRESS_CELLS ? FDT_DEFAULT_ADDRESS_CELLS : FDT_DEFAULT_SIZE_CELLS;
    int error;

    do
        error = fdt_read_u32(device->path[level], which, &count);
    while (error == -ENOENT && level-- > 0);
    return error == -EINVAL ? 0 : count;
}

static bool are_usable(size_t address_cells, size_t size_cells)
{
    return address_cells >= 1 && address_cells <= 2 && size_cells >= 1 && size_cells <= 2;
}

/* Translates an address on the bus at @p level of the device's path to one on the bus above it. */
static int translate(const struct fdt_device *device, unsigned int level, uint64_t *address)
{
    size_t left;
    const fdt32_t *ranges;
    int error = fdt_read_cells(device->path[level], PROP_RANGES, &ranges, &left);
    size_t child_cells = cells_of(device, level, PROP_ADDRESS_CELLS);
    size_t parent_cells = cells_of(device, level - 1, PROP_ADDRESS_CELLS);
    size_t size_cells = cells_of(device, level, PROP_SIZE_CELLS);

    if (error)
        return error == -ENOENT ? -ENXIO : error;
    if (left == 0)
        return 0; /* empty: both have the same addresses */
    if (!are_usable(child_cells, size_cells) || !are_usable(parent_cells, size_cells))
        return -EINVAL;
    size_t entry_cells = child_cells + parent_cells + size_cells;
    for (; left >= entry_cells; left -= entry_cells, ranges += entry_cells) {
        uint64_t child = fdt_number_of_cells(ranges, child_cells);
        uint64_t size = fdt_number_of_cells(ranges + child_cells + parent_cells, size_cells);
        if (*address >= child && *address - child < size) {
            *address = *address - child + fdt_number_of_cells(ranges + child_cells, parent_cells);
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
    unsigned int bus = device->depth - 2;
    size_t count, entry_cells;
    const fdt32_t *reg;
    int error = fdt_read_cells(device->node_offset, PROP_REG, &reg, &count);
    size_t address_cells = cells_of(device, bus, PROP_ADDRESS_CELLS);
    size_t size_cells = cells_of(device, bus, PROP_SIZE_CELLS);

    if (error)
        return error;
    if (!are_usable(address_cells, size_cells))
        return -EINVAL;
    entry_cells = address_cells + size_cells;
    if (count / entry_cells <= index)
        return -ENOENT;
    reg += index * entry_cells;
    *pa = fdt_number_of_cells(reg, address_cells);
    *size_bytes = fdt_number_of_cells(reg + address_cells, size_cells);

    for (unsigned int level = bus; level > 0; level--) {
        error = translate(device, level, pa);
        if (error)
            return error;
    }
    return 0;
}
