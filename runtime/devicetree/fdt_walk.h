/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_WALK_H
#define MUSTER_RUNTIME_FDT_WALK_H

#include <libfdt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "devicetree/fdt_properties.h"
#include "devicetree/fdt_scan.h"

/*
 * Walks over the structure block of a device tree once, node by node in the order of the tree, and
 * checks every step.
 *
 * Properties come before subnodes (Devicetree Specification 5.4.2). So fdt_walk_next() hands out a
 * node together with its properties, and no property needs to be looked up again.
 */

/* Remembers which known property the name at an offset into the strings block is. */
struct fdt_known_name {
    fdt32_t name_offset; /* big-endian, as in the tree */
    uint32_t property;
};

#define FDT_WALK_KNOWN_NAMES 64 /* a power of two */

struct fdt_walk {
    /* The node that fdt_walk_next() has found; for its callers to read. */
    const char *name;
    unsigned int depth;           /* 1 for the root */
    int path[FDT_SCAN_MAX_DEPTH]; /* libfdt offsets of its ancestors, its own at [depth - 1] */

    /* Private to the walk. */
    const char *structure, *next, *end;
    const char *strings;
    /* up to the last NUL, so that each name that begins in the block also ends in it */
    uint32_t strings_bytes;
    bool root_seen;
    struct fdt_scan_error *error;
    /* The property of each kind that the walk has met last. The current node has this property if
     * the pointer is behind the node's name. */
    const struct fdt_property *properties[PROP_WALK_COUNT];
    struct fdt_known_name names[FDT_WALK_KNOWN_NAMES];
};

/*
 * Checks where the blocks of the tree @p fdt lie and prepares @p walk. Returns 0, or -EINVAL with
 * @p error filled in. fdt_walk_next() reports its errors there too, so @p error must outlive @p
 * walk.
 */
int fdt_walk_start(struct fdt_walk *walk, const void *fdt, struct fdt_scan_error *error)
    MUSTER_LINK_NAME(fdt_walk_start);

/*
 * The two parts of fdt_walk_next(). Both return FDT_WALK_MORE when they stop between a node's
 * properties, at a NOP or at a name that is not in walk->names yet. fdt_walk_resume() deals with
 * that and goes on.
 */
#define FDT_WALK_MORE 2
int fdt_walk_step(struct fdt_walk *walk) MUSTER_LINK_NAME(fdt_walk_step);
int fdt_walk_resume(struct fdt_walk *walk) MUSTER_LINK_NAME(fdt_walk_resume);

/* Goes to the next node. Returns 1, or 0 after the last node, or -EINVAL for a damaged tree. */
static inline int fdt_walk_next(struct fdt_walk *walk)
{
    int result = fdt_walk_step(walk);

    while (result == FDT_WALK_MORE)
        result = fdt_walk_resume(walk);
    return result;
}

/*
 * Notes in the walk's error that the tree is damaged: @p what names the check that failed, @p where
 * is the place in the structure block. Returns -EINVAL.
 */
int fdt_walk_fail(struct fdt_walk *walk, const char *what, const void *where)
    MUSTER_LINK_NAME(fdt_walk_fail);

/* A word of the tree, big-endian. The structure block is read only at 4-byte boundaries. */
typedef uint32_t fdt_word __attribute__((may_alias));

static inline uint32_t fdt_load_u32(const void *at)
{
    return fdt32_to_cpu(*(const fdt_word *)at);
}

/* Returns a word that is 0 unless a byte of @p word is 0. Its lowest bit is then the top bit of the
 * lowest such byte: the subtraction sets a top bit that was clear only there, and in higher bytes
 * from which that byte borrows. */
static inline uint32_t fdt_nul_bits(uint32_t word)
{
    return (word - 0x01010101u) & ~word & 0x80808080u;
}

static inline bool fdt_has_nul(uint32_t word)
{
    return fdt_nul_bits(word) != 0;
}

/* Returns true if two strings are equal. A simple loop is enough, since most differ early. */
static inline bool fdt_text_is(const char *text, const char *other)
{
    for (; *text == *other; text++, other++)
        if (*text == '\0')
            return true;
    return false;
}

/* Returns the number that @p cells cells (0 to 2) at @p at hold. */
static inline uint64_t fdt_load_cells(const char *at, unsigned int cells)
{
    uint64_t value = 0;

    for (; cells > 0; cells--, at += 4)
        value = value << 32 | fdt_load_u32(at);
    return value;
}

/* Returns the current node's property, or NULL when it has none. Its value lies inside the tree. */
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

/* Returns true if the value of @p property begins with the string @p text, NUL included. */
static inline bool fdt_value_is(const struct fdt_property *property, const char *text)
{
    uint32_t bytes = fdt_value_bytes(property);

    for (uint32_t i = 0; i < bytes && property->data[i] == text[i]; i++)
        if (text[i] == '\0')
            return true;
    return false;
}

/*
 * Stores the value of the current node's property @p which in @p number, if the node has it.
 * Returns 0, or -EINVAL with the error noted when the value is not one cell long.
 */
int fdt_walk_u32(struct fdt_walk *walk, enum known_property which, uint32_t *number)
    MUSTER_LINK_NAME(fdt_walk_u32);

/*
 * Stores the value of the current node's property @p which in @p string, if the node has it.
 * Returns 0, or -EINVAL with the error noted when the value does not end in NUL.
 */
int fdt_walk_string(struct fdt_walk *walk, enum known_property which, const char **string)
    MUSTER_LINK_NAME(fdt_walk_string);

#endif
