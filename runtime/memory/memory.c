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

/* Lists of address ranges in whole pages, in no order. Each range is on one memory node. */
#define MAX_RANGES 128
struct range {
    uintptr_t start, end;
    int node;
};
struct range_list {
    unsigned int count;
    struct range ranges[MAX_RANGES];
};

static struct range_list free_ranges;   /* RAM that is not in use */
static struct range_list mapped_ranges; /* RAM that memory_map() maps */
static const struct fdt_scan *machine;  /* all RAM, as the device tree lists it */

static uintptr_t page_down(uintptr_t address)
{
    return address & ~(uintptr_t)(ARCH_PAGE_BYTES - 1);
}

static uintptr_t page_up(uintptr_t address)
{
    return page_down(address + ARCH_PAGE_BYTES - 1);
}

static void add(struct range_list *list, uintptr_t start, uintptr_t end, int node)
{
    if (start >= end)
        return;
    if (list->count == MAX_RANGES) {
        console_printf("muster: memory: more than %u separate ranges: 0x%lx-0x%lx is not used\n",
                       MAX_RANGES, (unsigned long)start, (unsigned long)end - 1);
        return;
    }
    list->ranges[list->count++] = (struct range){start, end, node};
}

static void subtract(struct range_list *list, uintptr_t start, uintptr_t end)
{
    /* add() appends only ranges outside [start, end), so the loop passes over them. */
    for (unsigned int i = 0; i < list->count; i++) {
        struct range *range = &list->ranges[i];
        if (range->end <= start || end <= range->start)
            continue;
        struct range old = *range;
        if (old.start < start) {
            range->end = start;
            add(list, end, old.end, old.node);
        } else if (end < old.end) {
            range->start = end;
        } else {
            *range = list->ranges[--list->count];
            i--;
        }
    }
}

void memory_exclude(uintptr_t pa, size_t size_bytes)
{
    subtract(&free_ranges, page_down(pa), page_up(pa + size_bytes));
    subtract(&mapped_ranges, page_down(pa), page_up(pa + size_bytes));
}

/* Adds a range of the device tree: the whole pages inside it, cut off at the end of the address
 * space. */
static void add_memory(const struct fdt_memory *memory)
{
    const uint64_t address_end = UINT64_C(1) << 48;
    uint64_t start = memory->start_pa, size = memory->size_bytes;

    if (start >= address_end || size == 0)
        return;
    if (size > address_end - start)
        size = address_end - start;
    uintptr_t first = page_up(start), end = page_down(start + size);
    if (first == 0)
        first = ARCH_PAGE_BYTES; /* page 0 is never mapped */
    /* Remove the range first, so that a range that the tree lists twice counts once. */
    subtract(&free_ranges, first, end);
    subtract(&mapped_ranges, first, end);
    add(&free_ranges, first, end, memory->node);
    add(&mapped_ranges, first, end, memory->node);
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

void memory_init(const struct fdt_scan *scan)
{
    machine = scan;
    for (unsigned int i = 0; i < scan->memory_count; i++)
        add_memory(&scan->memory[i]);
    if (scan->usable_lost)
        console_printf(
            "muster: device tree: linux,usable-memory-range has more than %u ranges: the "
            "others are not used\n",
            FDT_SCAN_MAX_USABLE);
    if (scan->memory_lost || scan->reserved_lost)
        panic("device tree: more than %u memory or %u reserved ranges", FDT_SCAN_MAX_MEMORY,
              FDT_SCAN_MAX_RESERVED);

    for (unsigned int i = 0; i < scan->reserved_count; i++) {
        const struct fdt_reserved *reserved = &scan->reserved[i];
        if (reserved->no_map)
            memory_exclude(reserved->start_pa, reserved->size_bytes);
        else
            subtract(&free_ranges, page_down(reserved->start_pa),
                     page_up(reserved->start_pa + reserved->size_bytes));
    }
    memory_exclude((uintptr_t)image_start, (size_t)(image_end - image_start));
    if (free_ranges.count == 0)
        panic("device tree: no usable memory: %u memory ranges, all reserved or empty",
              scan->memory_count);
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
    struct range *found = NULL;
    for (unsigned int i = 0; i < free_ranges.count; i++) {
        struct range *range = &free_ranges.ranges[i];
        if (range->end - range->start < size_bytes || (!any_node && range->node != node))
            continue;
        if (!found || range->start < found->start)
            found = range;
    }
    return found;
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
/* Tables for devices that drivers map later. */
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
}

/* Returns the largest free range, or NULL when nothing is free. */
static struct range *largest_range(void)
{
    struct range *largest = NULL;
    for (unsigned int i = 0; i < free_ranges.count; i++) {
        struct range *range = &free_ranges.ranges[i];
        if (range->start < range->end &&
            (!largest || range->end - range->start > largest->end - largest->start))
            largest = range;
    }
    return largest;
}

size_t memory_largest(void)
{
    const struct range *largest = largest_range();
    return largest ? largest->end - largest->start : 0;
}

void memory_heap(uintptr_t *start_pa, size_t *size_bytes, int *node)
{
    struct range *largest = largest_range();

    *start_pa = *size_bytes = 0;
    *node = NUMA_NO_NODE;
    if (largest) {
        *start_pa = largest->start;
        *size_bytes = largest->end - largest->start;
        *node = largest->node;
        largest->start = largest->end;
    }
}
