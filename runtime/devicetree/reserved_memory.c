/* SPDX-License-Identifier: MIT */
/* Memory that the runtime does not use itself: the loader's initrd, and /reserved-memory. */
#include "devicetree/reserved_memory.h"

#include <errno.h>
#include <stdbool.h>

#include <muster/console.h>
#include <muster/fdt.h>
#include <muster/reserved_memory.h>

#include "arch/mmu.h"
#include "base/printable.h"
#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_read.h"
#include "devicetree/fdt_scan.h"
#include "memory/memory.h"

/* What the regions without a place have got, in the order of scan->unplaced[]; 0: none. Written by
 * the boot CPU while it is alone. */
static struct {
    uintptr_t start_pa;
    size_t size_bytes;
} placed[FDT_SCAN_MAX_UNPLACED] __attribute__((section(".muster_uncleared")));

static const struct fdt_scan *machine;

/* Reads a number of as many cells as there are, one or two. Returns @p fallback if the node does
 * not have it; 0 if it has another number of cells. */
static uint64_t number_of(int node, enum known_property which, uint64_t fallback)
{
    const fdt32_t *cells;
    size_t count;
    int error = fdt_read_cells(node, which, &cells, &count);

    if (error)
        return error == -ENOENT ? fallback : 0;
    return count == 1 || count == 2 ? fdt_number_of_cells(cells, count) : 0;
}

/* Takes memory for a region in the first of its alloc-ranges that has room, or anywhere if it has
 * none. Returns 0 if there is no room. */
static uintptr_t place_region(int node, size_t size_bytes, size_t alignment_bytes)
{
    const unsigned int address = machine->reserved_address_cells,
                       size = machine->reserved_size_cells;
    const bool no_map = fdt_has(node, PROP_NO_MAP);
    const fdt32_t *cells;
    uintptr_t pa = 0;
    size_t count;
    int error = fdt_read_cells(node, PROP_ALLOC_RANGES, &cells, &count);

    if (error)
        return error == -ENOENT ? memory_reserve(size_bytes, alignment_bytes, 0, UINT64_MAX, no_map)
                                : 0;
    if (address < 1 || address > 2 || size < 1 || size > 2)
        return 0;
    for (; !pa && count >= address + size; count -= address + size, cells += address + size) {
        uint64_t start = fdt_number_of_cells(cells, address);
        pa = memory_reserve(size_bytes, alignment_bytes, start,
                            fdt_number_of_cells(cells + address, size), no_map);
    }
    return pa;
}

static void place(unsigned int region)
{
    const int node = machine->unplaced[region];
    const uint64_t size_bytes = number_of(node, PROP_SIZE, 0);
    const uint64_t alignment_bytes = number_of(node, PROP_ALIGNMENT, ARCH_PAGE_BYTES);
    char shown[PRINTABLE_BYTES];

    placed[region].start_pa = 0;
    if (!fdt_has(node, PROP_SIZE)) /* as in Linux, it asks for nothing */
        return;
    if (size_bytes == 0 || (alignment_bytes & (alignment_bytes - 1)) != 0)
        console_printf("muster: device tree: %s: its size or alignment cannot be: it gets no "
                       "memory\n",
                       fdt_shown_name(node, shown));
    else {
        placed[region].start_pa = place_region(node, size_bytes, alignment_bytes);
        placed[region].size_bytes = size_bytes;
        if (!placed[region].start_pa)
            console_printf("muster: device tree: %s: no room for its 0x%lx bytes: it gets no "
                           "memory\n",
                           fdt_shown_name(node, shown), (unsigned long)size_bytes);
    }
}

void reserved_memory_init(const struct fdt_scan *scan)
{
    machine = scan;
    for (unsigned int region = 0; region < scan->unplaced_count; region++)
        place(region);
    if (scan->unplaced_lost)
        console_printf("muster: device tree: more than %u regions of /reserved-memory without a "
                       "place: %u get no memory\n",
                       FDT_SCAN_MAX_UNPLACED, scan->unplaced_lost);
}

int muster_initrd(void **start, size_t *size_bytes)
{
    if (machine->initrd_bytes == 0)
        return -ENOENT;
    if (!memory_is_mapped(machine->initrd_start_pa, machine->initrd_bytes))
        return -EFAULT;
    *start = (void *)(uintptr_t)machine->initrd_start_pa;
    *size_bytes = machine->initrd_bytes;
    return 0;
}

static int find_placed(int node_offset, uint64_t *start_pa, uint64_t *size_bytes)
{
    for (unsigned int region = 0; region < machine->unplaced_count; region++) {
        if (machine->unplaced[region] != node_offset || !placed[region].start_pa)
            continue;
        *start_pa = placed[region].start_pa;
        *size_bytes = placed[region].size_bytes;
        return 0;
    }
    return -ENOENT;
}

int muster_reserved_memory(int node_offset, uint64_t *start_pa, uint64_t *size_bytes)
{
    const unsigned int address = machine->reserved_address_cells,
                       size = machine->reserved_size_cells;
    const fdt32_t *cells;
    size_t count;
    int error = fdt_read_cells(node_offset, PROP_REG, &cells, &count);

    if (error == -ENOENT)
        return find_placed(node_offset, start_pa, size_bytes);
    if (error || address < 1 || address > 2 || size < 1 || size > 2 || count < address + size)
        return -EINVAL;
    if (!fdt_is_enabled(node_offset))
        return -ENOENT;
    *start_pa = fdt_number_of_cells(cells, address);
    *size_bytes = fdt_number_of_cells(cells + address, size);
    return 0;
}
