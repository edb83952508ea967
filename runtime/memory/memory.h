/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_MEMORY_H
#define MUSTER_RUNTIME_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

struct fdt_scan;

/*
 * The machine's RAM: what there is, what is free, what is mapped. Used by the boot CPU while it is
 * alone, in this order: memory_init(), allocations, memory_map(), more allocations, memory_heap().
 * Later node_memory.c alone allocates, with a lock.
 */

/* Takes the ranges that the device tree lists, less what is in use or reserved. */
void memory_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(memory_init);
/* Keeps whole pages around [pa, pa + size_bytes) out of both the free memory and the map. */
void memory_exclude(uintptr_t pa, size_t size_bytes) MUSTER_LINK_NAME(memory_exclude);
/*
 * The lowest free range of whole pages, on @p node if that has room, otherwise anywhere.
 * Returns its address, or 0 when no free range is large enough. Not cleared, nor mapped before
 * memory_map().
 */
uintptr_t memory_allocate(size_t size_bytes, int node) MUSTER_LINK_NAME(memory_allocate);
/* The same, of @p node and no other; NUMA_NO_NODE: of any. */
uintptr_t memory_allocate_on(size_t size_bytes, int node) MUSTER_LINK_NAME(memory_allocate_on);
/*
 * Maps all RAM that is not excluded. @p extra_tables: page tables that the caller will need for
 * ranges that it has excluded and maps itself. Panics when there is no room for the tables.
 */
void memory_map(size_t extra_tables) MUSTER_LINK_NAME(memory_map);
/* Takes the largest free range for the heap; it is of that node. */
void memory_heap(uintptr_t *start_pa, size_t *size_bytes, int *node) MUSTER_LINK_NAME(memory_heap);

#endif
