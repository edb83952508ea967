/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_WALK_H
#define MUSTER_RUNTIME_FDT_WALK_H

#include <libfdt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "devicetree/fdt_scan.h"

/*
 * One pass over the structure block of a device tree, node by node in the order they stand there,
 * with every step checked. Properties come before subnodes (Devicetree Specification 5.4.2), so a
 * node is handed out with its properties, and none of them needs to be looked up again.
 */

/* The properties that are kept, in the order of their names in fdt_walk.c. */
enum known_property {
    PROP_OTHER,
    PROP_ADDRESS_CELLS,
    PROP_SIZE_CELLS,
    PROP_BOOTARGS,
    PROP_COMPATIBLE,
    PROP_CPU_OFF,
    PROP_CPU_ON,
    PROP_CPU_SUSPEND,
    PROP_DEVICE_TYPE,
    PROP_ENABLE_METHOD,
    PROP_LINUX_STDOUT_PATH,
    PROP_METHOD,
    PROP_MIGRATE,
    PROP_NO_MAP,
    PROP_NUMA_NODE_ID,
    PROP_REG,
    PROP_RNG_SEED,
    PROP_STATUS,
    PROP_STDOUT_PATH,
    PROP_COUNT
};

/* Remembers what the name at an offset into the strings block is. */
struct fdt_known_name {
    fdt32_t name_offset; /* as it stands in the tree */
    uint32_t property;
};

#define FDT_WALK_KNOWN_NAMES 64 /* a power of two */

struct fdt_walk {
    /* the node that fdt_walk_next() found: for its callers */
    const char *name;
    unsigned int depth;           /* 1 for the root */
    int path[FDT_SCAN_MAX_DEPTH]; /* libfdt offsets of its ancestors and, at depth - 1, of itself */

    /* the walk's own */
    const char *structure, *next, *end;
    const char *strings;
    uint32_t strings_bytes; /* up to the last NUL: each name that begins in them ends in them */
    bool root_seen;
    struct fdt_scan_error *error;
    /* the last one met of each kind: the current node has it when it lies behind its name */
    const struct fdt_property *properties[PROP_COUNT];
    struct fdt_known_name names[FDT_WALK_KNOWN_NAMES];
};

/*
 * Checks where the blocks of the tree @p fdt lie and prepares @p walk. Returns 0, or -EINVAL with
 * @p error, where fdt_walk_next() will report as well.
 */
int fdt_walk_start(struct fdt_walk *walk, const void *fdt, struct fdt_scan_error *error)
    MUSTER_LINK_NAME(fdt_walk_start);

/*
 * Parts of fdt_walk_next(): to step leaves a node's properties now and then, at a name that it
 * does not know yet or at a NOP.
 */
#define FDT_WALK_MORE 2
int fdt_walk_step(struct fdt_walk *walk) MUSTER_LINK_NAME(fdt_walk_step);
int fdt_walk_resume(struct fdt_walk *walk) MUSTER_LINK_NAME(fdt_walk_resume);

/* Goes to the next node. Returns 1; 0 after the last node; or -EINVAL for a damaged tree. */
static inline int fdt_walk_next(struct fdt_walk *walk)
{
    int result = fdt_walk_step(walk);

    while (result == FDT_WALK_MORE)
        result = fdt_walk_resume(walk);
    return result;
}

/*
 * Notes that the tree is damaged: @p what names the check that failed, @p where is in the
 * structure block. Returns -EINVAL.
 */
int fdt_walk_fail(struct fdt_walk *walk, const char *what, const void *where)
    MUSTER_LINK_NAME(fdt_walk_fail);

/* Words in a tree are big-endian. The structure block is only ever read at 4-byte boundaries. */
typedef uint32_t fdt_word __attribute__((may_alias));

static inline uint32_t fdt_load_u32(const void *at)
{
    return fdt32_to_cpu(*(const fdt_word *)at);
}

/* Whether a byte of @p word is 0: only there does the subtraction borrow into a clear top bit. */
static inline bool fdt_has_nul(uint32_t word)
{
    return (word - 0x01010101u) & ~word & 0x80808080u;
}

/* Whether two strings are the same; most differ early. */
static inline bool fdt_text_is(const char *text, const char *other)
{
    for (; *text == *other; text++, other++)
        if (*text == '\0')
            return true;
    return false;
}

/* The number of @p cells cells (0 to 2) at @p at. */
static inline uint64_t fdt_load_cells(const char *at, unsigned int cells)
{
    uint64_t value = 0;

    for (; cells > 0; cells--, at += 4)
        value = value << 32 | fdt_load_u32(at);
    return value;
}

/* The current node's property, or NULL when it has none. All of its value is in the tree. */
static inline const struct fdt_property *fdt_walk_property(const struct fdt_walk *walk,
                                                           enum known_property which)
{
    const struct fdt_property *property = walk->properties[which];

    return (const char *)property > walk->name ? property : NULL;
}

static inline uint32_t fdt_value_bytes(const struct fdt_property *property)
{
    return fdt_load_u32(&property->len);
}

/* Whether the value of @p property begins with the string @p text, its NUL included. */
static inline bool fdt_value_is(const struct fdt_property *property, const char *text)
{
    uint32_t bytes = fdt_value_bytes(property);

    for (uint32_t i = 0; i < bytes && property->data[i] == text[i]; i++)
        if (text[i] == '\0')
            return true;
    return false;
}

/*
 * Sets @p number to the one-cell number that the current node has as @p which, if it has it.
 * Returns 0; -EINVAL, noted, when the value is not one cell long.
 */
int fdt_walk_u32(struct fdt_walk *walk, enum known_property which, uint32_t *number)
    MUSTER_LINK_NAME(fdt_walk_u32);

/*
 * Sets @p string to the string that the current node has as @p which, if it has it.
 * Returns 0; -EINVAL, noted, when the value does not end in NUL.
 */
int fdt_walk_string(struct fdt_walk *walk, enum known_property which, const char **string)
    MUSTER_LINK_NAME(fdt_walk_string);

#endif
