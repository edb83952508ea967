/* SPDX-License-Identifier: MIT */
/* Looks up names and properties in the checked device tree, without checking again. */
#include "devicetree/fdt_lookup.h"

#include <libfdt.h>
#include <string.h>

#include <muster/fdt.h>

static const fdt32_t *node_start(int node)
{
    const char *structure = (const char *)muster_fdt() + fdt_off_dt_struct(muster_fdt());

    return (const void *)(structure + node);
}

static const fdt32_t *skip_bytes(const fdt32_t *at, size_t bytes)
{
    return at + (bytes + sizeof(*at) - 1) / sizeof(*at);
}

const char *fdt_lookup_node_name(int node)
{
    return ((const struct fdt_node_header *)node_start(node))->name;
}

const void *fdt_lookup_namelen(int node, const char *name, size_t name_bytes, size_t *value_bytes)
{
    const char *strings = (const char *)muster_fdt() + fdt_off_dt_strings(muster_fdt());
    const fdt32_t *at = skip_bytes(node_start(node) + 1, strlen(fdt_lookup_node_name(node)) + 1);

    for (;; at++) {
        while (fdt32_to_cpu(*at) == FDT_PROP) {
            const struct fdt_property *property = (const struct fdt_property *)at;
            const char *found = strings + fdt32_to_cpu(property->nameoff);

            *value_bytes = fdt32_to_cpu(property->len);
            if (strncmp(found, name, name_bytes) == 0 && found[name_bytes] == '\0')
                return property->data;
            at = skip_bytes(at, sizeof(*property) + *value_bytes);
        }
        if (fdt32_to_cpu(*at) != FDT_NOP)
            /* properties come before everything else in a node, so there is no such property */
            return NULL;
    }
}
