/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_FDT_H
#define MUSTER_FDT_H

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * The machine's device tree.
 *
 * @addtogroup machine
 * @{
 */

/**
 * Returns the flattened device tree that the machine booted with, in place and read-only, for
 * libfdt's functions. Its header and structure have been checked.
 *
 * @return the tree
 *
 * **Context:** any CPU, from the first constructor on.
 */
const void *muster_fdt(void);

/** @} */

MUSTER_END_DECLS

#endif
