/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_FDT_REFERENCE_H
#define TEST_UNIT_FDT_REFERENCE_H

#include "devicetree/fdt_scan.h"

/*
 * What fdt_scan() has to find in the good tree @p fdt, found by libfdt's look-ups instead: slow,
 * and nothing shared but the structure. @p scan is zeroed by the caller.
 */
void fdt_reference(const void *fdt, const char *const *compatibles, struct fdt_scan *scan);

#endif
