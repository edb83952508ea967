/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_READ_H
#define MUSTER_RUNTIME_FDT_READ_H

#include <libfdt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "devicetree/fdt_properties.h"

/*
 * Reads properties of one node of the device tree that the machine has booted with, each by its
 * type in the table of fdt_properties.h.
 *
 * The functions that return an int return 0; -ENOENT when the node does not have the property;
 * -EINVAL when its value does not have the form of its type. Their results are set only with 0.
 */

/* Stores the value of a number, of one cell or two, as the table says. */
int fdt_read_number(int node, enum known_property which, uint64_t *number)
    MUSTER_LINK_NAME(fdt_read_number);

/* Stores the value of a number of one cell. */
int fdt_read_u32(int node, enum known_property which, uint32_t *number)
    MUSTER_LINK_NAME(fdt_read_u32);

/* Returns the value of a number that the boot can do without; @p fallback when the node does not
 * have it, and, after a message that names the node and the property, when it is damaged. */
uint64_t fdt_number_or(int node, enum known_property which, uint64_t fallback)
    MUSTER_LINK_NAME(fdt_number_or);

/* Returns the node's phandle, or 0, which is none. Old trees have it as linux,phandle. */
uint32_t fdt_read_phandle(int node) MUSTER_LINK_NAME(fdt_read_phandle);

/* Stores the first cell of a list and how many cells there are. */
int fdt_read_cells(int node, enum known_property which, const fdt32_t **cells, size_t *count)
    MUSTER_LINK_NAME(fdt_read_cells);

/* Returns the place of @p text in a list of strings, from 0 on. Returns -ENOENT also when it is not
 * in the list. */
int fdt_string_index(int node, enum known_property which, const char *text)
    MUSTER_LINK_NAME(fdt_string_index);

/* Returns true if the node has the property, of any value. */
bool fdt_has(int node, enum known_property which) MUSTER_LINK_NAME(fdt_has);

/* Returns which of the properties from @p first to @p last of the table the node has, a bit each,
 * bit 0 for @p first. One pass over the node. */
uint32_t fdt_which(int node, enum known_property first, enum known_property last)
    MUSTER_LINK_NAME(fdt_which);

/* Returns true if the node has no status, or says that it is okay. */
bool fdt_is_enabled(int node) MUSTER_LINK_NAME(fdt_is_enabled);

/* Returns the number that @p count cells (0 to 2) hold. */
static inline uint64_t fdt_number_of_cells(const fdt32_t *cells, size_t count)
{
    uint64_t number = 0;

    while (count--)
        number = number << 32 | fdt32_to_cpu(*cells++);
    return number;
}

#endif
