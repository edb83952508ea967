/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_FDT_CHECK_H
#define TEST_UNIT_FDT_CHECK_H

#include "devicetree/fdt_scan.h"
#include "tree_builder.h"
#include "tree_table.h"

/* Calls fdt_scan() for built trees. It looks for devices of these two kinds, and of the kind "". */

#define FIRST "test,first"
#define SECOND "test,second"

/* The result of the last scan. The tree is freed, so a pointer can only be compared with NULL. */
extern struct fdt_scan last_scan;
extern struct fdt_scan_error scan_error;

/* Scans @p fdt, a heap buffer, and frees it. Returns what fdt_scan() returns. */
int scan_and_free(void *fdt);

/* As scan_and_free(), but leaves @p fdt, which @p found may point into. */
int scan_into(void *fdt, struct fdt_scan *found);

/*
 * Check that a tree is refused for the reason @p what, or is good. They try both orders of the
 * blocks: an access beyond the structure block is beyond the tree in one of them.
 */
void assert_refused(struct tree_builder *b, const char *what);
void assert_good(struct tree_builder *b);

#endif
