/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_FDT_CHECK_H
#define TEST_UNIT_FDT_CHECK_H

#include "devicetree/fdt_scan.h"
#include "tree_builder.h"
#include "tree_table.h"

/* Calls fdt_scan() for built trees. It looks for devices of these two kinds, and of the kind "". */

#define FIRST "test,first"
#define SECOND "test,second"

/* Of the last scan. Strings in scan are gone: only a pointer's being NULL can be looked at. */
extern struct fdt_scan scan;
extern struct fdt_scan_error scan_error;

/* Scans @p fdt, a heap buffer, and frees it. Returns what fdt_scan() returns. */
int scan_and_free(void *fdt);

/* As scan_and_free(), but leaves @p fdt, which @p found may point into. */
int scan_into(void *fdt, struct fdt_scan *found);

/*
 * Check that a tree is refused for the reason @p what, or is good. Both orders of the blocks are
 * tried, so that what leaves the structure block leaves the tree in one of them.
 */
void assert_refused(struct tree_builder *b, const char *what);
void assert_good(struct tree_builder *b);

#endif
