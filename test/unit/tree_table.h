/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_TREE_TABLE_H
#define TEST_UNIT_TREE_TABLE_H

#include <libfdt.h>

#include "tree_builder.h"

/*
 * Device trees written as tables, a token or a property a line:
 *
 *     TREE(ROOT, NODE("cpus"), U32("#address-cells", 1), CPU("cpu@1", 1), END_NODE, FINISH)
 *
 * Nothing is checked: a table may leave out or repeat any token.
 */
enum tree_item_kind { TREE_NO_MORE, TREE_WORD, TREE_NODE, TREE_CELLS, TREE_BYTES };

struct tree_item {
    enum tree_item_kind kind;
    const char *name;
    const char *bytes;
    size_t count; /* of bytes or of cells */
    uint32_t cells[2];
};

#define WORD(word)                                                                                 \
    {                                                                                              \
        .kind = TREE_WORD, .cells = { word }                                                       \
    }
#define NODE(node_name)                                                                            \
    {                                                                                              \
        .kind = TREE_NODE, .name = node_name                                                       \
    }
#define U32(property, cell)                                                                        \
    {                                                                                              \
        .kind = TREE_CELLS, .name = property, .count = 1, .cells = { cell }                        \
    }
#define PAIR(property, first, second)                                                              \
    {                                                                                              \
        .kind = TREE_CELLS, .name = property, .count = 2, .cells = { first, second }               \
    }
/* A value of so many bytes from a string literal. */
#define BYTES(property, literal, byte_count)                                                       \
    {                                                                                              \
        .kind = TREE_BYTES, .name = property, .bytes = literal, .count = byte_count                \
    }
/* A literal with its NUL; it may have more NULs in it. */
#define STRING(property, literal) BYTES(property, literal, sizeof(literal))
/* A literal without its NUL. */
#define CUT(property, literal) BYTES(property, literal, sizeof(literal) - 1)

#define NOP WORD(FDT_NOP)
#define END_NODE WORD(FDT_END_NODE)
/* The root's beginning, with one cell for addresses and for sizes. */
#define ROOT NODE(""), U32("#address-cells", 1), U32("#size-cells", 1)
/* The root's end. */
#define FINISH END_NODE, WORD(FDT_END)
#define CPU(name, reg) NODE(name), U32("reg", reg), END_NODE
/* The beginning of /cpus, with one cell for the reg of its children. */
#define CPUS NODE("cpus"), U32("#address-cells", 1)
#define MEMORY(name) NODE(name), STRING("device_type", "memory")

#define TREE(...)                                                                                  \
    (const struct tree_item[])                                                                     \
    {                                                                                              \
        __VA_ARGS__,                                                                               \
        {                                                                                          \
            .kind = TREE_NO_MORE                                                                   \
        }                                                                                          \
    }

/* Appends the items of @p table to @p b. */
void build_table(struct tree_builder *b, const struct tree_item *table);

#endif
