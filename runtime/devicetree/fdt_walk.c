/* SPDX-License-Identifier: MIT */
/* Walks over the structure block of a device tree; see fdt_walk.h. */
#include "devicetree/fdt_walk.h"

#include <errno.h>

/* The first entry of fdt_properties[] that begins with this character. */
static const uint8_t first_named[128] = {
    ['#'] = PROP_ADDRESS_CELLS, ['b'] = PROP_BOOTARGS,      ['c'] = PROP_COMPATIBLE,
    ['d'] = PROP_DEVICE_TYPE,   ['e'] = PROP_ENABLE_METHOD, ['l'] = PROP_LINUX_INITRD_END,
    ['m'] = PROP_METHOD,        ['n'] = PROP_NO_MAP,        ['p'] = PROP_PHANDLE,
    ['r'] = PROP_REG,           ['s'] = PROP_STATUS,
};

int fdt_walk_fail(struct fdt_walk *walk, const char *what, const void *where)
{
    walk->error->what = what;
    walk->error->offset_bytes = (uint32_t)((const char *)where - walk->structure);
    return -EINVAL;
}

/* ---- values ------------------------------------------------------------------------------ */

static bool has_form(enum known_property which, const struct fdt_property *property)
{
    return !fdt_form_fault(which, property->data, fdt_value_bytes(property));
}

int fdt_walk_u32(struct fdt_walk *walk, enum known_property which, uint32_t *number)
{
    const struct fdt_property *property = fdt_walk_property(walk, which);

    if (!property)
        return 0;
    if (!has_form(which, property))
        return fdt_walk_fail(walk, "a property that is a number is not one cell long", property);
    *number = fdt_load_u32(property->data);
    return 0;
}

int fdt_walk_string(struct fdt_walk *walk, enum known_property which, const char **string)
{
    const struct fdt_property *property = fdt_walk_property(walk, which);

    if (!property)
        return 0;
    if (!has_form(which, property))
        return fdt_walk_fail(walk, "a property that is a string does not end in NUL", property);
    *string = property->data;
    return 0;
}

/* ---- the blocks -------------------------------------------------------------------------- */

/* Returns the size of the structure block. Version 16 of the format does not store it: there the
 * block ends where the strings block or the tree ends. */
static uint32_t structure_bytes(const void *fdt)
{
    uint32_t from = fdt_off_dt_struct(fdt), to = fdt_totalsize(fdt);

    if (fdt_version(fdt) >= 17)
        return fdt_size_dt_struct(fdt);
    if (fdt_off_dt_strings(fdt) > from && fdt_off_dt_strings(fdt) < to)
        to = fdt_off_dt_strings(fdt);
    return to > from ? (to - from) & ~UINT32_C(3) : 0;
}

static bool inside(const void *fdt, uint32_t offset_bytes, uint32_t size_bytes)
{
    return offset_bytes <= fdt_totalsize(fdt) && size_bytes <= fdt_totalsize(fdt) - offset_bytes;
}

/* Returns what is wrong with the places and sizes of the tree's blocks, or NULL. */
static const char *blocks_fault(const void *fdt)
{
    uint32_t bytes = structure_bytes(fdt);

    if ((uintptr_t)fdt % 8 != 0)
        return "the tree is not at an 8-byte boundary";
    if (fdt_version(fdt) < 16)
        return "the version is below 16";
    if (fdt_off_dt_struct(fdt) % 4 != 0)
        return "the structure block is not at a 4-byte boundary";
    if (bytes % 4 != 0 || !inside(fdt, fdt_off_dt_struct(fdt), bytes))
        return "the structure block leaves the tree";
    if (!inside(fdt, fdt_off_dt_strings(fdt), fdt_size_dt_strings(fdt)))
        return "the strings block leaves the tree";
    return NULL;
}

int fdt_walk_start(struct fdt_walk *walk, const void *fdt, struct fdt_scan_error *error)
{
    const char *fault = blocks_fault(fdt);

    walk->error = error;
    walk->structure = walk->next = walk->name = (const char *)fdt + fdt_off_dt_struct(fdt);
    walk->end = walk->structure + structure_bytes(fdt);
    walk->strings = (const char *)fdt + fdt_off_dt_strings(fdt);
    walk->strings_bytes = fdt_size_dt_strings(fdt);
    walk->depth = 0;
    walk->root_seen = false;
    if (fault)
        return fdt_walk_fail(walk, fault, walk->structure);

    while (walk->strings_bytes > 0 && walk->strings[walk->strings_bytes - 1] != '\0')
        walk->strings_bytes--;
    for (unsigned int i = 0; i < PROP_WALK_COUNT; i++)
        walk->properties[i] = (const void *)walk->structure;
    /* No name is known yet: each entry gets an offset that belongs to another entry, so that it
     * matches nothing until learn_name() writes it. */
    for (uint32_t i = 0; i < FDT_WALK_KNOWN_NAMES; i++)
        walk->names[i].name_offset = cpu_to_fdt32(i + 1);
    return 0;
}

/* ---- properties -------------------------------------------------------------------------- */

static unsigned int property_named(const char *name)
{
    unsigned int i = first_named[name[0] & 0x7f];

    if (i != PROP_OTHER)
        for (; i < PROP_WALK_COUNT && fdt_properties[i].name[0] == name[0]; i++)
            if (fdt_text_is(fdt_properties[i].name, name))
                return i;
    return PROP_OTHER;
}

/*
 * Returns the entry of walk->names where the name at @p name_offset belongs.
 *
 * A tree has a few dozen different names and thousands of properties, and all properties of one
 * name share one string. So each name is compared once, and its offset remembered here.
 */
static inline struct fdt_known_name *known_name(struct fdt_walk *walk, fdt32_t name_offset)
{
    return &walk->names[fdt32_to_cpu(name_offset) % FDT_WALK_KNOWN_NAMES];
}

/*
 * Reads properties from walk->next on and leaves walk->next at the first token that is not a
 * property. At least one word of the block is left when this is called. Returns 1, FDT_WALK_MORE
 * when fdt_walk_resume() has to go on, or -EINVAL.
 *
 * Of its time with the tree, boot spends most in this loop. The loop calls no function, so its
 * variables stay in registers. Each check also makes sure that the first word of the next token is
 * inside the block.
 */
static int read_properties(struct fdt_walk *walk)
{
    /* the last place where a property can begin: an empty one, with one token behind it */
    const char *const last = walk->end - sizeof(struct fdt_property) - 4;
    const char *const name = walk->name, *at = walk->next;
    uint32_t token;

    while ((token = fdt_load_u32(at)) == FDT_PROP) {
        const struct fdt_property *property = (const void *)at;
        const struct fdt_known_name *known;
        const struct fdt_property **kept;
        size_t value_bytes;

        if (at > last)
            return fdt_walk_fail(walk, "the structure block ends inside a property", at);
        value_bytes = fdt_load_u32(&property->len);
        if (value_bytes > (size_t)(last - at))
            return fdt_walk_fail(walk, "a property's value leaves the structure block", at);
        known = known_name(walk, property->nameoff);
        if (known->name_offset != property->nameoff)
            break;
        /* the first of two properties with the same name counts, as in libfdt */
        kept = &walk->properties[known->property];
        if ((const char *)*kept < name)
            *kept = property;
        at += (sizeof(*property) + value_bytes + 3) & ~(size_t)3;
    }
    walk->next = at;
    return token == FDT_PROP || token == FDT_NOP ? FDT_WALK_MORE : 1;
}

static int learn_name(struct fdt_walk *walk, const struct fdt_property *property)
{
    uint32_t name_offset = fdt32_to_cpu(property->nameoff);
    struct fdt_known_name *known = known_name(walk, property->nameoff);

    if (name_offset >= walk->strings_bytes)
        return fdt_walk_fail(walk, "a property's name leaves the strings block", property);
    known->name_offset = property->nameoff;
    known->property = property_named(walk->strings + name_offset);
    return 0;
}

int fdt_walk_resume(struct fdt_walk *walk)
{
    int error;

    if (fdt_load_u32(walk->next) == FDT_NOP) {
        walk->next += 4;
        if (walk->next == walk->end)
            return fdt_walk_fail(walk, "the structure block ends inside a node", walk->next);
    } else {
        error = learn_name(walk, (const void *)walk->next);
        if (error)
            return error;
    }
    return read_properties(walk);
}

/* ---- nodes ------------------------------------------------------------------------------- */

/*
 * Returns the end of the node's name at @p name, padding included, or NULL when the block has no
 * room for a token behind the name.
 */
static const char *end_of_name(const char *name, const char *end)
{
    for (name += 4; name < end; name += 4)
        if (fdt_has_nul(*(const fdt_word *)(const void *)(name - 4)))
            return name;
    return NULL;
}

static int enter_node(struct fdt_walk *walk, const char *at)
{
    const char *name = at + 4, *name_end = end_of_name(name, walk->end);

    if (!name_end)
        return fdt_walk_fail(walk, "a node's name leaves the structure block", at);
    if (walk->depth == FDT_SCAN_MAX_DEPTH)
        return fdt_walk_fail(walk, "nodes are nested too deeply", at);
    if (walk->depth == 0) {
        if (walk->root_seen)
            return fdt_walk_fail(walk, "a second root node", at);
        walk->root_seen = true;
    }
    walk->name = name;
    walk->path[walk->depth++] = (int)(at - walk->structure);
    walk->next = name_end;
    return read_properties(walk);
}

int fdt_walk_step(struct fdt_walk *walk)
{
    for (const char *at = walk->next; at < walk->end; at += 4) {
        uint32_t token = fdt_load_u32(at);

        if (token == FDT_BEGIN_NODE)
            return enter_node(walk, at);
        if (token == FDT_END_NODE) {
            if (walk->depth == 0)
                return fdt_walk_fail(walk, "a node ends that did not begin", at);
            walk->depth--;
        } else if (token == FDT_END) {
            if (walk->depth != 0 || !walk->root_seen)
                return fdt_walk_fail(walk, "the tree ends before its root node", at);
            return 0;
        } else if (token == FDT_PROP) {
            return fdt_walk_fail(walk, "a property outside a node or after a subnode", at);
        } else if (token != FDT_NOP) {
            return fdt_walk_fail(walk, "an unknown token", at);
        }
    }
    return fdt_walk_fail(walk, "the structure block has no end token", walk->next);
}
