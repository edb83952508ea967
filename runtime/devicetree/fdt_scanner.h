/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_SCANNER_H
#define MUSTER_RUNTIME_FDT_SCANNER_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>
#include <muster/topology.h>

#include "devicetree/fdt_compatible.h"
#include "devicetree/fdt_scan.h"
#include "devicetree/fdt_walk.h"

/* The state of a run of fdt_scan(), for the files that it consists of. */

struct cells {
    uint32_t address, size;
};

/* The child of the root that the walk is in. */
enum section { SECTION_OTHER, SECTION_CPUS, SECTION_RESERVED };

struct scanner {
    struct fdt_scan *scan;
    struct fdt_wanted wanted;
    enum section section;
    struct cells root_cells, section_cells;
    const char *cpus_enable_method;
    uint64_t boot_hwid;
    /* how many CPUs enter cpus[] unchecked: NR_CPUS, or 0 once it has been full */
    unsigned int cpus_room;
    unsigned int disabled_depth; /* depth of the disabled node that the walk is in or at, or 0 */
    struct fdt_walk walk;
};

/* Returns true if the current node has the property, with this value. */
static inline bool property_is(const struct scanner *s, enum known_property which, const char *text)
{
    const struct fdt_property *property = fdt_walk_property(&s->walk, which);

    return property && fdt_value_is(property, text);
}

/* Returns true if the current node is not disabled by its own status. */
static inline bool status_okay(const struct scanner *s)
{
    return !fdt_walk_property(&s->walk, PROP_STATUS) || property_is(s, PROP_STATUS, "okay") ||
           property_is(s, PROP_STATUS, "ok");
}

/* Notes that a property of the current node is left out, and why. */
void scan_note(struct scanner *s, enum known_property which, const char *what)
    MUSTER_LINK_NAME(scan_note);

/* Reads a number of one cell, or a string, of the current node. What is not there, or is left out,
 * leaves the variable as it is. */
static inline void scan_u32(struct scanner *s, enum known_property which, uint32_t *number)
{
    if (fdt_walk_u32(&s->walk, which, number) != 0)
        scan_note(s, which, "is not one cell long: ignored");
}

static inline void scan_string(struct scanner *s, enum known_property which, const char **string)
{
    if (fdt_walk_string(&s->walk, which, string) != 0)
        scan_note(s, which, "does not end in NUL: ignored");
}

/* Adds a range that is not to be used. */
void scan_add_reserved(struct fdt_scan *scan, uint64_t start_pa, uint64_t size_bytes, bool no_map)
    MUSTER_LINK_NAME(scan_add_reserved);
/* Reads /chosen, the current node. Returns 0, or -EINVAL for a damaged tree. */
int scan_chosen(struct scanner *s) MUSTER_LINK_NAME(scan_chosen);

/* Reads numa-node-id of the current node. */
static inline int32_t scan_node_id(struct scanner *s)
{
    uint32_t number = (uint32_t)NUMA_NO_NODE;

    if (fdt_walk_property(&s->walk, PROP_NUMA_NODE_ID)) /* most trees have none at all */
        scan_u32(s, PROP_NUMA_NODE_ID, &number);
    return (int32_t)number;
}

/* Reads the memory reserve block (5.3): pairs of address and size, up to a pair of zeros. Returns
 * 0, or -EINVAL for a damaged tree. */
int scan_reserve_block(struct scanner *s, const void *fdt) MUSTER_LINK_NAME(scan_reserve_block);
/* Read the current node, which is memory, or a child of /reserved-memory. Return 0, or -EINVAL for
 * a damaged tree, as above. */
int scan_memory(struct scanner *s) MUSTER_LINK_NAME(scan_memory);
/* Reads linux,usable-memory-range of /chosen, the current node. */
int scan_usable_range(struct scanner *s) MUSTER_LINK_NAME(scan_usable_range);
/* Cuts memory[] down to the ranges of linux,usable-memory-range, if there are any. Called when the
 * whole tree has been read. */
void scan_limit_memory(struct fdt_scan *scan) MUSTER_LINK_NAME(scan_limit_memory);
int scan_reserved(struct scanner *s) MUSTER_LINK_NAME(scan_reserved);
/* Reads a child of /cpus, if it is a CPU. */
void scan_child_of_cpus(struct scanner *s) MUSTER_LINK_NAME(scan_child_of_cpus);

#endif
