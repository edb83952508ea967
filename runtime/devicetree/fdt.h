/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_H
#define MUSTER_RUNTIME_FDT_H

#include <stdint.h>

#include <muster/linkage.h>

struct fdt_scan;

/*
 * Finds the device tree that the machine boots with, and maps and checks it.
 *
 * Looks at address @p x0 first; then, if the image lies in the RAM of a board, where that board may
 * have one; then at the tree that is linked in. Maps the tree read-only, checks it, recognises
 * the board by it and returns what boot needs from it. Panics with the reason when there is no tree
 * or it is damaged. Called by the boot CPU.
 */
const struct fdt_scan *fdt_init(uint64_t x0) MUSTER_LINK_NAME(fdt_init);

/* Says on the console which values and devices of the tree are left out. */
void fdt_report(void) MUSTER_LINK_NAME(fdt_report);

/* Keeps the tree's memory out of the lists of RAM: it is mapped read-only already. */
void fdt_exclude_memory(void) MUSTER_LINK_NAME(fdt_exclude_memory);

#endif
