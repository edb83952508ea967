/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_RESERVED_MEMORY_H
#define MUSTER_RUNTIME_RESERVED_MEMORY_H

#include <muster/linkage.h>

struct fdt_scan;

/*
 * Gives memory to the children of /reserved-memory that have a size and no place, as the tree says
 * where: alignment, alloc-ranges, no-map. Says so if there is no room for one, which then has none.
 * Called by the boot CPU when all other reserved memory is off the lists of memory.h, and before
 * anything is allocated.
 */
void reserved_memory_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(reserved_memory_init);

#endif
