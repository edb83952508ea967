/* SPDX-License-Identifier: MIT */
/* Gathers from the device tree which memory there is, and which is reserved; see fdt_scan.h. */
#include <libfdt.h>

#include "devicetree/fdt_scanner.h"

static void add_memory(struct fdt_scan *scan, uint64_t start_pa, uint64_t size_bytes, int32_t node)
{
    struct fdt_memory *last = scan->memory_count ? &scan->memory[scan->memory_count - 1] : NULL;

    if (last && last->start_pa + last->size_bytes == start_pa && last->node == node)
        last->size_bytes += size_bytes;
    else if (scan->memory_count == FDT_SCAN_MAX_MEMORY)
        scan->memory_lost++;
    else
        scan->memory[scan->memory_count++] = (struct fdt_memory){start_pa, size_bytes, node};
}

void scan_add_reserved(struct fdt_scan *scan, uint64_t start_pa, uint64_t size_bytes, bool no_map)
{
    struct fdt_reserved *last =
        scan->reserved_count ? &scan->reserved[scan->reserved_count - 1] : NULL;

    if (last && last->start_pa + last->size_bytes == start_pa && last->no_map == no_map)
        last->size_bytes += size_bytes;
    else if (scan->reserved_count == FDT_SCAN_MAX_RESERVED)
        scan->reserved_lost++;
    else
        scan->reserved[scan->reserved_count++] =
            (struct fdt_reserved){start_pa, size_bytes, no_map};
}

static void add_reserved(struct fdt_scan *scan, uint64_t start_pa, uint64_t size_bytes,
                         int32_t no_map)
{
    scan_add_reserved(scan, start_pa, size_bytes, no_map != 0);
}

/* Returns the size of a range without what is beyond the last address but one, so that its end is a
 * number of 64 bits. */
static uint64_t clamp(uint64_t start_pa, uint64_t size_bytes)
{
    return size_bytes < UINT64_MAX - start_pa ? size_bytes : UINT64_MAX - start_pa;
}

static void add_usable(struct fdt_scan *scan, uint64_t start_pa, uint64_t size_bytes,
                       int32_t unused)
{
    (void)unused;
    if (scan->usable_count == FDT_SCAN_MAX_USABLE)
        scan->usable_lost++;
    else
        scan->usable[scan->usable_count++] = (struct fdt_usable){start_pa, size_bytes};
}

/* Calls @p add with each range of the node's property @p which and with @p extra. */
static int each_range(struct scanner *s, enum known_property which, struct cells cells,
                      void (*add)(struct fdt_scan *, uint64_t, uint64_t, int32_t), int32_t extra)
{
    const struct fdt_property *reg = fdt_walk_property(&s->walk, which);
    uint32_t range_bytes, left;

    if (!reg)
        return 0;
    if (cells.address < 1 || cells.address > 2 || cells.size < 1 || cells.size > 2)
        return fdt_walk_fail(&s->walk, "memory's addresses or sizes are not one or two cells long",
                             reg);
    range_bytes = (cells.address + cells.size) * 4;
    const char *at = reg->data;
    for (left = fdt_value_bytes(reg); left >= range_bytes; left -= range_bytes, at += range_bytes) {
        uint64_t start_pa = fdt_load_cells(at, cells.address);
        uint64_t size_bytes = clamp(start_pa, fdt_load_cells(at + cells.address * 4, cells.size));

        if (size_bytes > 0)
            add(s->scan, start_pa, size_bytes, extra);
    }
    if (left > 0)
        scan_note(s, which, "is not a whole number of ranges: the rest is ignored");
    return 0;
}

int scan_memory(struct scanner *s)
{
    /* a loader that leaves a part of the node to this kernel says which, as in Linux */
    bool is_limited = fdt_walk_property(&s->walk, PROP_LINUX_USABLE_MEMORY) != NULL;
    return each_range(s, is_limited ? PROP_LINUX_USABLE_MEMORY : PROP_REG, s->root_cells,
                      add_memory, scan_node_id(s));
}

int scan_usable_range(struct scanner *s)
{
    return each_range(s, PROP_LINUX_USABLE_MEMORY_RANGE, s->root_cells, add_usable, 0);
}

/* Adds the part of @p memory that lies in @p usable. */
static void add_part(struct fdt_scan *scan, const struct fdt_memory *memory,
                     const struct fdt_usable *usable)
{
    uint64_t start = memory->start_pa > usable->start_pa ? memory->start_pa : usable->start_pa;
    uint64_t memory_end = memory->start_pa + memory->size_bytes;
    uint64_t usable_end = usable->start_pa + usable->size_bytes;
    uint64_t end = memory_end < usable_end ? memory_end : usable_end;

    if (start < end)
        add_memory(scan, start, end - start, memory->node);
}

void scan_limit_memory(struct fdt_scan *scan)
{
    if (scan->usable_count == 0)
        return;
    /* The parts of an entry go to the end, behind the entries that are still to come. */
    for (unsigned int i = scan->memory_count; i-- > 0;) {
        const struct fdt_memory whole = scan->memory[i];
        scan->memory[i] = scan->memory[--scan->memory_count];
        for (unsigned int part = 0; part < scan->usable_count; part++)
            add_part(scan, &whole, &scan->usable[part]);
    }
}

/* Notes that the current node, a child of /reserved-memory, says only how much memory it needs. */
static void add_unplaced(struct scanner *s)
{
    if (s->scan->unplaced_count == FDT_SCAN_MAX_UNPLACED)
        s->scan->unplaced_lost++;
    else
        s->scan->unplaced[s->scan->unplaced_count++] = s->walk.path[s->walk.depth - 1];
}

int scan_reserved(struct scanner *s)
{
    s->scan->reserved_address_cells = s->section_cells.address;
    s->scan->reserved_size_cells = s->section_cells.size;
    if (!fdt_walk_property(&s->walk, PROP_REG))
        add_unplaced(s);
    return each_range(s, PROP_REG, s->section_cells, add_reserved,
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
        size_bytes = clamp(start_pa, size_bytes);
        if (size_bytes > 0)
            scan_add_reserved(s->scan, start_pa, size_bytes, false);
    }
    return fdt_walk_fail(&s->walk, "the memory reserve block leaves the tree", s->walk.structure);
}
