/* SPDX-License-Identifier: MIT */
/* Keeps account of the machine's RAM, for the boot; see memory.h. */
#include "memory/memory.h"

#include <stdbool.h>

#include <muster/console.h>
#include <muster/panic.h>
#include <muster/topology.h>

#include "arch/mmu.h"
#include "base/image.h"
#include "devicetree/fdt_scan.h"

/* Lists of address ranges, sorted by address. No two of a list overlap, and two that touch lie on
 * different memory nodes. memory_init() writes a list before it is read. */
#define MAX_RANGES (FDT_SCAN_MAX_MEMORY + FDT_SCAN_MAX_RESERVED + 128)
struct range {
    uintptr_t start, end;
    int node;
};
struct range_list {
    unsigned int count;
    struct range ranges[MAX_RANGES];
};

#define UNCLEARED __attribute__((section(".muster_uncleared")))
static struct range_list free_ranges UNCLEARED;   /* RAM that is not in use */
static struct range_list mapped_ranges UNCLEARED; /* RAM that memory_map() maps */
static const struct fdt_scan *machine;            /* all RAM, as the device tree lists it */

/* True from memory_map() to memory_heap(): free memory is mapped, and the boot CPU allocates it
 * without a lock. */
static bool boot_allocates;

static uintptr_t page_down(uintptr_t address)
{
    return address & ~(uintptr_t)(ARCH_PAGE_BYTES - 1);
}

static uintptr_t page_up(uintptr_t address)
{
    return page_down(address + ARCH_PAGE_BYTES - 1);
}

static void subtract(struct range_list *list, uintptr_t start, uintptr_t end);

/* Puts a range at @p place of the list. Memory that the full list has no room for is not used: it
 * is neither free nor mapped. */
static void insert(struct range_list *list, unsigned int place, struct range range)
{
    if (list->count == MAX_RANGES) {
        console_printf("muster: memory: more than %u separate ranges: 0x%lx-0x%lx is not used\n",
                       MAX_RANGES, (unsigned long)range.start, (unsigned long)range.end - 1);
        if (list != &free_ranges)
            subtract(&free_ranges, range.start, range.end);
        return;
    }
    for (unsigned int i = list->count++; i > place; i--)
        list->ranges[i] = list->ranges[i - 1];
    list->ranges[place] = range;
}

static void remove_at(struct range_list *list, unsigned int place)
{
    for (list->count--; place < list->count; place++)
        list->ranges[place] = list->ranges[place + 1];
}

/* Adds those parts of a range that the list does not hold. What the list holds keeps its node. */
static void add(struct range_list *list, uintptr_t start, uintptr_t end, int node)
{
    unsigned int i;

    for (i = 0; i < list->count && start < end; i++) {
        const struct range next = list->ranges[i];
        if (next.end <= start)
            continue;
        if (start < next.start)
            insert(list, i++, (struct range){start, end < next.start ? end : next.start, node});
        start = next.end;
    }
    if (start < end)
        insert(list, i, (struct range){start, end, node});
}

/* Joins the ranges that touch each other and lie on the same node. */
static void join(struct range_list *list)
{
    for (unsigned int i = 1; i < list->count; i++) {
        struct range *range = &list->ranges[i - 1], *next = &list->ranges[i];
        if (range->end == next->start && range->node == next->node) {
            range->end = next->end;
            remove_at(list, i--);
        }
    }
}

/* Cuts each range down to whole pages. */
static void keep_pages(struct range_list *list)
{
    for (unsigned int i = list->count; i-- > 0;) {
        struct range *range = &list->ranges[i];
        range->start = page_up(range->start);
        range->end = page_down(range->end);
        if (range->start >= range->end)
            remove_at(list, i);
    }
}

static void subtract(struct range_list *list, uintptr_t start, uintptr_t end)
{
    for (unsigned int i = list->count; i-- > 0;) {
        struct range *range = &list->ranges[i];
        const struct range old = *range;
        if (old.end <= start || end <= old.start)
            continue;
        if (old.start < start) {
            range->end = start;
            if (end < old.end)
                insert(list, i + 1, (struct range){end, old.end, old.node});
        } else if (end < old.end) {
            range->start = end;
        } else {
            remove_at(list, i);
        }
    }
}

/* The end of the addresses that the map can hold. */
#define ADDRESS_END (UINT64_C(1) << 48)

/* Returns the end of a range of the device tree, cut off at the end of the addresses. */
static uintptr_t end_of(uint64_t start, uint64_t size_bytes)
{
    if (start >= ADDRESS_END)
        return ADDRESS_END;
    return size_bytes < ADDRESS_END - start ? start + size_bytes : ADDRESS_END;
}

void memory_exclude(uintptr_t pa, size_t size_bytes)
{
    subtract(&free_ranges, page_down(pa), page_up(end_of(pa, size_bytes)));
    subtract(&mapped_ranges, page_down(pa), page_up(end_of(pa, size_bytes)));
}

int muster_memory_node(const void *address)
{
    for (unsigned int i = 0; i < machine->memory_count; i++) {
        const struct fdt_memory *memory = &machine->memory[i];
        if ((uintptr_t)address - memory->start_pa < memory->size_bytes)
            return memory->node;
    }
    return NUMA_NO_NODE;
}

/* Lists the whole pages of RAM. Ranges are joined first, since two may share a page. Page 0 is
 * never mapped. */
static void list_memory(const struct fdt_scan *scan)
{
    free_ranges.count = mapped_ranges.count = 0;
    for (unsigned int i = 0; i < scan->memory_count; i++) {
        const struct fdt_memory *memory = &scan->memory[i];
        add(&free_ranges, memory->start_pa, end_of(memory->start_pa, memory->size_bytes),
            memory->node);
    }
    join(&free_ranges);
    subtract(&free_ranges, 0, ARCH_PAGE_BYTES);
    keep_pages(&free_ranges);
    for (unsigned int i = 0; i < free_ranges.count; i++)
        mapped_ranges.ranges[mapped_ranges.count++] = free_ranges.ranges[i];
}

void memory_init(const struct fdt_scan *scan)
{
    machine = scan;
    list_memory(scan);
    if (scan->usable_lost)
        console_printf(
            "muster: device tree: linux,usable-memory-range has more than %u ranges: the "
            "others are not used\n",
            FDT_SCAN_MAX_USABLE);
    if (scan->reserved_lost)
        panic("device tree: more than %u reserved ranges: the other %u cannot be kept apart",
              FDT_SCAN_MAX_RESERVED, scan->reserved_lost);

    for (unsigned int i = 0; i < scan->reserved_count; i++) {
        const struct fdt_reserved *reserved = &scan->reserved[i];
        if (reserved->no_map)
            memory_exclude(reserved->start_pa, reserved->size_bytes);
        else
            subtract(&free_ranges, page_down(reserved->start_pa),
                     page_up(end_of(reserved->start_pa, reserved->size_bytes)));
    }
    memory_exclude((uintptr_t)image_start, (size_t)(image_end - image_start));
    if (free_ranges.count == 0)
        panic("device tree: no usable memory: %u memory ranges, all reserved or empty",
              scan->memory_count);
}

uintptr_t memory_reserve(size_t size_bytes, size_t alignment_bytes, uint64_t from,
                         uint64_t range_bytes, bool no_map)
{
    const uintptr_t range_end = end_of(from, range_bytes);

    if (size_bytes > ADDRESS_END || alignment_bytes > ADDRESS_END)
        return 0;
    size_bytes = page_up(size_bytes);
    if (alignment_bytes < ARCH_PAGE_BYTES)
        alignment_bytes = ARCH_PAGE_BYTES;
    for (unsigned int i = free_ranges.count; i-- > 0;) {
        const struct range range = free_ranges.ranges[i];
        const uintptr_t start = range.start > from ? range.start : from;
        const uintptr_t end = range.end < range_end ? range.end : range_end;
        const uintptr_t pa = (end - size_bytes) & ~(uintptr_t)(alignment_bytes - 1);

        if (start >= end || size_bytes > end - start || pa < start)
            continue;
        if (no_map)
            memory_exclude(pa, size_bytes);
        else
            subtract(&free_ranges, pa, pa + size_bytes);
        return pa;
    }
    return 0;
}

bool memory_is_mapped(uint64_t pa, uint64_t size_bytes)
{
    const uint64_t end = pa + size_bytes;

    if (end < pa)
        return false;
    for (unsigned int i = 0; i < mapped_ranges.count && pa < end; i++)
        if (mapped_ranges.ranges[i].start <= pa && pa < mapped_ranges.ranges[i].end)
            pa = mapped_ranges.ranges[i].end;
    return pa >= end;
}

size_t memory_free_bytes(void)
{
    size_t bytes = 0;

    for (unsigned int i = 0; i < free_ranges.count; i++)
        bytes += free_ranges.ranges[i].end - free_ranges.ranges[i].start;
    return bytes;
}

/* Returns the lowest range with room for @p size_bytes, on @p node or, with @p any_node, on any.
 * Returns NULL when there is none. */
static struct range *find_room(size_t size_bytes, bool any_node, int node)
{
    for (unsigned int i = 0; i < free_ranges.count; i++) {
        struct range *range = &free_ranges.ranges[i];
        if (range->end - range->start >= size_bytes && (any_node || range->node == node))
            return range;
    }
    return NULL;
}

static uintptr_t take(struct range *range, size_t size_bytes)
{
    if (!range)
        return 0;
    uintptr_t start = range->start;
    range->start += size_bytes;
    return start;
}

uintptr_t memory_allocate_on(size_t size_bytes, int node)
{
    size_bytes = page_up(size_bytes);
    return take(find_room(size_bytes, node == NUMA_NO_NODE, node), size_bytes);
}

uintptr_t memory_allocate(size_t size_bytes, int node)
{
    uintptr_t pa = memory_allocate_on(size_bytes, node);

    return pa || node == NUMA_NO_NODE ? pa : memory_allocate_on(size_bytes, NUMA_NO_NODE);
}

/* Each end of a range can need one table of its own on each of the two levels below 1 GiB. */
#define TABLES_PER_RANGE 4
/* Tables for devices that drivers map later, and how many more they get when these are used up. */
#define TABLES_FOR_DEVICES 16

static void map_or_panic(uintptr_t start, uintptr_t end)
{
    int error = arch_map(start, end - start, ARCH_MAP_RAM);
    if (error)
        panic("memory: cannot map 0x%lx-0x%lx: error %d", (unsigned long)start,
              (unsigned long)end - 1, error);
}

void memory_map(size_t extra_tables)
{
    size_t tables =
        extra_tables + TABLES_PER_RANGE * (mapped_ranges.count + 1) + TABLES_FOR_DEVICES;
    size_t tables_bytes = tables * ARCH_PAGE_BYTES;
    uintptr_t tables_pa = memory_allocate(tables_bytes, NUMA_NO_NODE);

    if (!tables_pa)
        panic("memory: no room for %lu bytes of page tables", (unsigned long)tables_bytes);
    map_or_panic(tables_pa, tables_pa + tables_bytes);
    arch_map_commit();
    subtract(&mapped_ranges, tables_pa, tables_pa + tables_bytes);
    arch_map_add_tables(tables_pa, tables_bytes);

    for (unsigned int i = 0; i < mapped_ranges.count; i++)
        map_or_panic(mapped_ranges.ranges[i].start, mapped_ranges.ranges[i].end);
    arch_map_commit();
    boot_allocates = true;
}

bool memory_add_tables(void)
{
    const size_t bytes = TABLES_FOR_DEVICES * ARCH_PAGE_BYTES;
    uintptr_t pa = boot_allocates ? memory_allocate(bytes, NUMA_NO_NODE) : 0;

    if (pa)
        arch_map_add_tables(pa, bytes);
    return pa != 0;
}

/* Returns the largest free range on @p node (NUMA_NO_NODE: on any), or NULL when nothing is free
 * there. */
static struct range *largest_range(int node)
{
    struct range *largest = NULL;
    for (unsigned int i = 0; i < free_ranges.count; i++) {
        struct range *range = &free_ranges.ranges[i];
        if (range->start < range->end && (node == NUMA_NO_NODE || range->node == node) &&
            (!largest || range->end - range->start > largest->end - largest->start))
            largest = range;
    }
    return largest;
}

size_t memory_largest(void)
{
    const struct range *largest = largest_range(NUMA_NO_NODE);
    return largest ? largest->end - largest->start : 0;
}

void memory_heap(int near, size_t least_bytes, uintptr_t *start_pa, size_t *size_bytes, int *node)
{
    struct range *largest = largest_range(near);

    if (!largest || largest->end - largest->start < least_bytes)
        largest = largest_range(NUMA_NO_NODE);
    if (arch_map_tables_left() < MEMORY_TABLES_FOR_APP)
        memory_add_tables();
    boot_allocates = false;
    *start_pa = *size_bytes = 0;
    *node = NUMA_NO_NODE;
    if (largest) {
        *start_pa = largest->start;
        *size_bytes = largest->end - largest->start;
        *node = largest->node;
        largest->start = largest->end;
    }
}
