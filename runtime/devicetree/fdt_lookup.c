/* SPDX-License-Identifier: MIT */
/* Looks up names and properties in the checked device tree, without checking again. */
#include "devicetree/fdt_lookup.h"

#include <libfdt.h>
#include <stdbool.h>
#include <string.h>

#include <muster/fdt.h>

static const fdt32_t *node_start(const void *tree, int node)
{
    return (const void *)((const char *)tree + fdt_off_dt_struct(tree) + node);
}

static const fdt32_t *skip_bytes(const fdt32_t *at, size_t bytes)
{
    return at + (bytes + sizeof(*at) - 1) / sizeof(*at);
}

/* Returns true if @p text begins with the @p bytes bytes of @p name, which has no NUL there. Most
 * names of a node differ in the first character, so a loop is better than a call. */
static inline bool begins_with(const char *text, const char *name, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (text[i] != name[i])
            return false;
    return true;
}

const char *fdt_lookup_node_name(int node)
{
    return ((const struct fdt_node_header *)node_start(muster_fdt(), node))->name;
}

const void *fdt_lookup_namelen(int node, const char *name, size_t name_bytes, size_t *value_bytes)
{
    const void *tree = muster_fdt();
    const char *strings = (const char *)tree + fdt_off_dt_strings(tree);
    const fdt32_t *start = node_start(tree, node);
    const fdt32_t *at = skip_bytes(start + 1, strlen((const char *)(start + 1)) + 1);

    for (;; at++) {
        while (fdt32_to_cpu(*at) == FDT_PROP) {
            const struct fdt_property *property = (const struct fdt_property *)at;
            const char *found = strings + fdt32_to_cpu(property->nameoff);

            *value_bytes = fdt32_to_cpu(property->len);
            if (begins_with(found, name, name_bytes) && found[name_bytes] == '\0')
                return property->data;
            at = skip_bytes(at, sizeof(*property) + *value_bytes);
        }
        if (fdt32_to_cpu(*at) != FDT_NOP)
            /* properties come before everything else in a node, so there is no such property */
            return NULL;
    }
}
