/* SPDX-License-Identifier: MIT */
/* Finds out which of several properties a node has, in one pass over the node. In a file of its
 * own, so that the compiler does not take the loop of fdt_lookup.c to pieces that both share. */
#include <libfdt.h>
#include <string.h>

#include <muster/fdt.h>

#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_read.h"

static uint32_t which_is(const char *name, enum known_property first, enum known_property last)
{
    uint32_t bit = 1;

    for (const struct fdt_property_form *form = &fdt_properties[first];
         form <= &fdt_properties[last]; form++, bit <<= 1)
        if (name[0] == form->name[0] && strcmp(name, form->name) == 0)
            return bit;
    return 0;
}

static const char *skip(const char *at, size_t bytes)
{
    return at + ((bytes + sizeof(fdt32_t) - 1) & ~(sizeof(fdt32_t) - 1));
}

uint32_t fdt_which(int node, enum known_property first, enum known_property last)
{
    const char *tree = muster_fdt(), *strings = tree + fdt_off_dt_strings(tree);
    const char *at = tree + fdt_off_dt_struct(tree) + node + sizeof(fdt32_t);
    uint32_t found = 0, tag;

    at = skip(at, strlen(fdt_lookup_node_name(node)) + 1);
    for (;;) {
        const struct fdt_property *property = (const void *)at;

        tag = fdt32_to_cpu(property->tag);
        if (tag == FDT_PROP) {
            found |= which_is(strings + fdt32_to_cpu(property->nameoff), first, last);
            at = skip(at, sizeof(*property) + fdt32_to_cpu(property->len));
        } else if (tag == FDT_NOP) {
            at += sizeof(fdt32_t);
        } else { /* properties come before everything else in a node */
            return found;
        }
    }
}
