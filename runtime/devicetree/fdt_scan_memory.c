/* SPDX-License-Identifier: MIT */
/* Gathers from the device tree which memory there is, and which is reserved; see fdt_scan.h. */
#include <libfdt.h>

#include "devicetree/fdt_scanner.h"

static void add_memory(struct fdt_scan *scan, uint64_t start_pa, uint64_t size_bytes, int32_t node)
{
    if (scan->memory_count == FDT_SCAN_MAX_MEMORY)
        scan->memory_lost++;
    else
        scan->memory[scan->memory_count++] = (struct fdt_memory){start_pa, size_bytes, node};
}

static void add_reserved(struct fdt_scan *scan, uint64_t start_pa, uint64_t size_bytes,
                         int32_t no_map)
{
    if (scan->reserved_count == FDT_SCAN_MAX_RESERVED)
        scan->reserved_lost++;
    else
        scan->reserved[scan->reserved_count++] =
            (struct fdt_reserved){start_pa, size_bytes, no_map != 0};
}

/* Calls @p add with each range of the node's reg and with @p extra. */
static int each_range(struct scanner *s, struct cells cells,
                      void (*add)(struct fdt_scan *, uint64_t, uint64_t, int32_t), int32_t extra)
{
    const struct fdt_property *reg = fdt_walk_property(&s->walk, PROP_REG);
    uint32_t range_bytes;

    if (!reg)
        return 0;
    if (cells.address < 1 || cells.address > 2 || cells.size < 1 || cells.size > 2)
        return fdt_walk_fail(&s->walk, "memory's addresses or sizes are not one or two cells long",
                             reg);
    range_bytes = (cells.address + cells.size) * 4;
    if (fdt_value_bytes(reg) % range_bytes != 0)
        return fdt_walk_fail(&s->walk, "memory's reg is not a whole number of ranges", reg);

    for (uint32_t at = 0; at < fdt_value_bytes(reg); at += range_bytes) {
        uint64_t start_pa = fdt_load_cells(reg->data + at, cells.address);
        uint64_t size_bytes = fdt_load_cells(reg->data + at + cells.address * 4, cells.size);

        if (size_bytes > UINT64_MAX - start_pa)
            return fdt_walk_fail(&s->walk, "a range of memory leaves the address space", reg);
        if (size_bytes > 0)
            add(s->scan, start_pa, size_bytes, extra);
    }
    return 0;
}

int scan_memory(struct scanner *s)
{
    int32_t node;
    int error = scan_node_id(s, &node);

    return error ? error : each_range(s, s->root_cells, add_memory, node);
}

int scan_reserved(struct scanner *s)
{
    return each_range(s, s->section_cells, add_reserved,
                      fdt_walk_property(&s->walk, PROP_NO_MAP) != NULL);
}

int scan_reserve_block(struct scanner *s, const void *fdt)
{
    size_t at = fdt_off_mem_rsvmap(fdt);

    if (at % 8 != 0)
        return fdt_walk_fail(&s->walk, "the memory reserve block is not at an 8-byte boundary",
                             s->walk.structure);
    for (; at + 16 <= fdt_totalsize(fdt); at += 16) {
        uint64_t start_pa = fdt_load_cells((const char *)fdt + at, 2);
        uint64_t size_bytes = fdt_load_cells((const char *)fdt + at + 8, 2);

        if (start_pa == 0 && size_bytes == 0)
            return 0;
        if (size_bytes > UINT64_MAX - start_pa)
            return fdt_walk_fail(&s->walk, "a reserved range leaves the address space",
                                 s->walk.structure);
        if (size_bytes > 0)
            add_reserved(s->scan, start_pa, size_bytes, false);
    }
    return fdt_walk_fail(&s->walk, "the memory reserve block leaves the tree", s->walk.structure);
}
