/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_LOOKUP_H
#define MUSTER_RUNTIME_FDT_LOOKUP_H

#include <stddef.h>

#include <muster/linkage.h>

/*
 * Single look-ups in the device tree that booted, which fdt_scan() has accepted: its structure has
 * been checked once, so nothing is checked again here. fdt_getprop() of libfdt checks every step,
 * and the few look-ups that the drivers need took a third of the boot's instructions with it.
 */

/* The name of the node at libfdt offset @p node, unit address included. */
const char *fdt_lookup_node_name(int node) MUSTER_LINK_NAME(fdt_lookup_node_name);

/* The value that the node has for a name of @p name_bytes bytes, with its size, or NULL. */
const void *fdt_lookup_namelen(int node, const char *name, size_t name_bytes, size_t *value_bytes)
    MUSTER_LINK_NAME(fdt_lookup_namelen);
const void *fdt_lookup(int node, const char *name, size_t *value_bytes)
    MUSTER_LINK_NAME(fdt_lookup);

#endif
