/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_FDT_AS_RUNTIME_H
#define TEST_UNIT_FDT_AS_RUNTIME_H

#include <stddef.h>

/*
 * Treats the @p bytes at @p fdt as the runtime treats what the firmware hands it: checks the
 * header and totalsize, scans, and then uses what was found. Ends the program when the scan
 * returns anything but 0 and -EINVAL, or finds something that is not in the tree.
 * Returns what the scan did, or -EINVAL when the header was not good.
 */
int fdt_as_runtime(const void *fdt, size_t bytes);

#endif
