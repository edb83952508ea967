/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_MEMORY_H
#define MUSTER_RUNTIME_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

struct fdt_scan;

/*
 * Keeps account of the machine's RAM: which ranges exist, which are free, which are mapped.
 *
 * The boot CPU uses it while no other CPU runs, in this order: memory_init(), allocations,
 * memory_map(), more allocations, memory_heap(). After that only libc/heap.c allocates, under its
 * own lock.
 */

/* Takes the ranges that the device tree lists, less what is in use or reserved. Panics when nothing
 * is left. */
void memory_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(memory_init);
/* Keeps the whole pages around [pa, pa + size_bytes) out of both the free memory and the map. */
void memory_exclude(uintptr_t pa, size_t size_bytes) MUSTER_LINK_NAME(memory_exclude);
/*
 * Takes whole pages off the free memory for a region of the device tree, which begins at a multiple
 * of @p alignment_bytes, a power of two, and lies in the @p range_bytes from @p from on. It takes
 * the highest place, as Linux does, and leaves the ranges of RAM in one piece as far as it can.
 * With @p no_map they are not mapped either. Returns the address, or 0 when there is no room.
 * Called before anything is allocated.
 */
uintptr_t memory_reserve(size_t size_bytes, size_t alignment_bytes, uint64_t from,
                         uint64_t range_bytes, bool no_map) MUSTER_LINK_NAME(memory_reserve);
/* Returns true if all bytes of [pa, pa + size_bytes) are RAM that memory_map() has mapped. Page
 * tables and what memory_exclude() has kept out are not. */
bool memory_is_mapped(uint64_t pa, uint64_t size_bytes) MUSTER_LINK_NAME(memory_is_mapped);
/* Returns how many bytes of RAM are free. */
size_t memory_free_bytes(void) MUSTER_LINK_NAME(memory_free_bytes);
/*
 * Allocates whole pages from the lowest free range with enough room, on @p node if that has any,
 * otherwise anywhere. Returns the address, or 0 when no free range is large enough. The pages are
 * not cleared, and are mapped only by memory_map().
 */
uintptr_t memory_allocate(size_t size_bytes, int node) MUSTER_LINK_NAME(memory_allocate);
/* Does the same on @p node only. NUMA_NO_NODE means any node. */
uintptr_t memory_allocate_on(size_t size_bytes, int node) MUSTER_LINK_NAME(memory_allocate_on);
/*
 * Maps all RAM that is not excluded. @p extra_tables is the number of page tables that the caller
 * will need for ranges that it has excluded and maps itself. Panics when there is no room for the
 * tables.
 */
void memory_map(size_t extra_tables) MUSTER_LINK_NAME(memory_map);
/* Returns the size of the largest free range, or 0 when nothing is free. */
size_t memory_largest(void) MUSTER_LINK_NAME(memory_largest);
/*
 * Gives the map more tables, for devices. The boot can need any number of them, so that a driver
 * that runs out of tables asks here; the application has what is there when memory_heap() is called
 * first, at least MEMORY_TABLES_FOR_APP. Returns false when there is no memory, or it is not mapped
 * yet, or the heap has it.
 */
#define MEMORY_TABLES_FOR_APP 8
bool memory_add_tables(void) MUSTER_LINK_NAME(memory_add_tables);
/* Takes a free range for the heap: the largest on the node @p near if it has @p least_bytes, else
 * the largest of all. Stores its address, its size (0 when nothing is free) and its memory node. */
void memory_heap(int near, size_t least_bytes, uintptr_t *start_pa, size_t *size_bytes, int *node)
    MUSTER_LINK_NAME(memory_heap);

#endif
