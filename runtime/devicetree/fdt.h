/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_H
#define MUSTER_RUNTIME_FDT_H

#include <stdint.h>

#include <muster/linkage.h>

struct fdt_scan;

/*
 * Finds the device tree, at @p x0 or where the board says, maps it read-only, checks it and reads
 * what boot needs. Panics with the reason when there is none or it is damaged. On the boot CPU.
 */
const struct fdt_scan *fdt_init(uint64_t x0) MUSTER_LINK_NAME(fdt_init);

/* Keeps the tree's memory, and pages that were looked at in search of it, out of the RAM lists. */
void fdt_exclude_memory(void) MUSTER_LINK_NAME(fdt_exclude_memory);

#endif
