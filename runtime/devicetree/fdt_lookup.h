/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_LOOKUP_H
#define MUSTER_RUNTIME_FDT_LOOKUP_H

#include <stddef.h>

#include <muster/linkage.h>

#include "base/printable.h"

/*
 * Looks up one node's name or property in the device tree that the machine has booted with, for
 * fdt_read.h, which knows the properties' types, and for names that a tree makes up, as aliases.
 *
 * Nothing is checked here, because fdt_scan() has checked the structure of the tree once. libfdt's
 * fdt_getprop() checks every step again; with it, the few look-ups that the drivers need took a
 * third of the boot's instructions.
 */

/* Returns the name of the node at libfdt offset @p node, with its unit address. */
const char *fdt_lookup_node_name(int node) MUSTER_LINK_NAME(fdt_lookup_node_name);

/* Returns the node's name for a message. @p buffer, of PRINTABLE_BYTES, is for a name with
 * characters that a terminal would obey. */
static inline const char *fdt_shown_name(int node, char *buffer)
{
    return printable(fdt_lookup_node_name(node), buffer);
}

/* Returns the value of the property @p name, of which the first @p name_bytes bytes are the name,
 * and stores its size in @p value_bytes. Returns NULL when the node has no such property. */
const void *fdt_lookup_namelen(int node, const char *name, size_t name_bytes, size_t *value_bytes)
    MUSTER_LINK_NAME(fdt_lookup_namelen);

#endif
