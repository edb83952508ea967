/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_FDT_READERS_H
#define TEST_UNIT_FDT_READERS_H

#include "devicetree/fdt_scan.h"

/* Reads each property of each node by its type, the idle states and the map of CPUs of the tree
 * @p fdt, which fdt_scan() has accepted. Ends the program when a reader returns what cannot be. */
void fdt_readers_run(const void *fdt, const struct fdt_scan *scan);

#endif
