/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_FDT_REFERENCE_H
#define TEST_UNIT_FDT_REFERENCE_H

#include "devicetree/fdt_scan.h"

/*
 * Finds by libfdt's look-ups what fdt_scan() has to find in the good tree @p fdt. It is slow, and
 * shares only the structure with fdt_scan(). The caller zeroes @p scan.
 */
void fdt_reference(const void *fdt, const char *const *compatibles, struct fdt_scan *scan);

#endif
