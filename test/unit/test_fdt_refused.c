/* SPDX-License-Identifier: MIT */
/* Damaged trees: fdt_scan() refuses each of them, for the reason that it names. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_test.h"
#include "fdt_check.h"

/* The root's beginning and memory, with so many cells for addresses and for sizes. */
#define MEMORY_CELLS(address_cells, size_cells)                                                    \
    NODE(""), U32("#address-cells", address_cells), U32("#size-cells", size_cells),                \
        MEMORY("memory@0")

static const struct refused {
    const char *name, *what; /* the case; the reason */
    const struct tree_item *tree;
    uint64_t reserve[2];
    size_t reserve_words;
    uint32_t version; /* 0: the builder's */
} table[] = {
    /* ---- the order of tokens ---- */
    {"property_after_subnode", "a property outside a node or after a subnode",
     .tree = TREE(ROOT, NODE("child"), END_NODE, U32("late", 1), FINISH)},
    {"property_before_root", "a property outside a node or after a subnode",
     .tree = TREE(U32("early", 1), NODE(""), FINISH)},
    {"second_root", "a second root node", .tree = TREE(ROOT, END_NODE, NODE(""), FINISH)},
    {"one_end_too_many", "a node ends that did not begin", .tree = TREE(ROOT, END_NODE, FINISH)},
    {"end_in_root", "the tree ends before its root node", .tree = TREE(ROOT, WORD(FDT_END))},
    {"end_alone", "the tree ends before its root node", .tree = TREE(WORD(FDT_END))},
    {"unknown_token", "an unknown token", .tree = TREE(ROOT, WORD(7), FINISH)},

    /* ---- a structure block that ends early ---- */
    {"no_token", "the structure block has no end token", .tree = TREE({.kind = TREE_NO_MORE})},
    {"no_end", "the structure block has no end token", .tree = TREE(ROOT, END_NODE)},
    {"no_end_after_nop", "the structure block has no end token", .tree = TREE(ROOT, END_NODE, NOP)},
    {"no_end_version_16", "the structure block has no end token",
     .tree = TREE(ROOT, MEMORY("memory@0"), PAIR("reg", 0x1000, 0x2000), END_NODE, END_NODE),
     .version = 16},
    {"node_without_name", "a node's name leaves the structure block",
     .tree = TREE(WORD(FDT_BEGIN_NODE))},
    {"name_without_nul", "a node's name leaves the structure block",
     .tree = TREE(WORD(FDT_BEGIN_NODE), WORD(0x61626364))}, /* "abcd" */
    {"ends_in_node", "the structure block ends inside a node", .tree = TREE(ROOT, NOP)},
    {"ends_after_prop", "the structure block ends inside a property",
     .tree = TREE(ROOT, WORD(FDT_PROP))},
    {"ends_before_value", "the structure block ends inside a property",
     .tree = TREE(ROOT, WORD(FDT_PROP), WORD(0), WORD(0))},

/* A property that says that it is longer than the rest of the block. */
#define LONG_VALUE(bytes)                                                                          \
    {                                                                                              \
        "value_of_" #bytes, "a property's value leaves the structure block",                       \
            .tree = TREE(ROOT, WORD(FDT_PROP), WORD(bytes), WORD(0), END_NODE, FINISH)             \
    }
    LONG_VALUE(9),
    LONG_VALUE(12),
    LONG_VALUE(0x1000),
    LONG_VALUE(0x7fffffff),
    LONG_VALUE(0xfffffffc),
    LONG_VALUE(0xffffffff),

    {"version_15", "the version is below 16",
     .tree = TREE(ROOT, MEMORY("memory@0"), PAIR("reg", 0x1000, 0x2000), END_NODE, END_NODE),
     .version = 15},

/* ---- values ---- */
#define MEMORY_CELLS_REFUSED(address_cells, size_cells)                                            \
    {                                                                                              \
        "memory_cells_" #address_cells "_" #size_cells,                                            \
            "memory's addresses or sizes are not one or two cells long",                           \
            .tree =                                                                                \
                TREE(MEMORY_CELLS(address_cells, size_cells), PAIR("reg", 1, 1), END_NODE, FINISH) \
    }
    MEMORY_CELLS_REFUSED(0, 1),
    MEMORY_CELLS_REFUSED(1, 0),
    MEMORY_CELLS_REFUSED(3, 1),
    MEMORY_CELLS_REFUSED(1, 3),
    MEMORY_CELLS_REFUSED(0xffffffff, 1),

    {"address_cells_of_two_cells", "a property that is a number is not one cell long",
     .tree = TREE(NODE(""), PAIR("#address-cells", 0, 1), FINISH)},
    {"size_cells_of_two_cells", "a property that is a number is not one cell long",
     .tree = TREE(NODE(""), PAIR("#size-cells", 0, 1), FINISH)},
};

static void test_row(void **state)
{
    const struct refused *row = *state;
    struct tree_builder b = {.version = row->version, .reserve_words = row->reserve_words};

    memcpy(b.reserve, row->reserve, sizeof(row->reserve));
    build_table(&b, row->tree);
    assert_refused(&b, row->what);
}

/* ---- trees that depend on what has been built before ----------------------------------------- */

static void test_nested_too_deeply(void **state)
{
    struct tree_builder b = {0};

    (void)state;
    build_table(&b, TREE(ROOT));
    for (int depth = 1; depth <= FDT_SCAN_MAX_DEPTH; depth++)
        build_begin(&b, "n");
    for (int depth = 1; depth <= FDT_SCAN_MAX_DEPTH; depth++)
        build_end(&b);
    build_table(&b, TREE(FINISH));
    assert_refused(&b, "nodes are nested too deeply");
}

static void test_name_outside_strings(void **state)
{
    static const uint32_t outside[] = {0, 1, 0x1000, 0x7fffffff, 0xffffffff};

    (void)state;
    for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
        struct tree_builder b = {0};

        build_table(&b, TREE(ROOT, WORD(FDT_PROP), WORD(0)));
        build_word(&b, (uint32_t)b.strings_bytes + outside[i]);
        if (outside[i] == 0xffffffff) /* the last byte is inside, but there is no NUL */
            b.strings[b.strings_bytes - 1] = 'x';
        build_table(&b, TREE(FINISH));
        assert_refused(&b, "a property's name leaves the strings block");
    }
}

static void test_error_offset(void **state)
{
    struct tree_builder b = {0};

    (void)state;
    build_table(&b, TREE(ROOT, NODE("cpus")));
    size_t offset = b.structure_bytes;
    build_table(&b, TREE(PAIR("#size-cells", 0, 1), END_NODE, FINISH));
    assert_refused(&b, "a property that is a number is not one cell long");
    assert_int_equal(scan_error.offset_bytes, offset);
}

/* ---- blocks ---------------------------------------------------------------------------------- */

static void structure_unaligned(void *fdt)
{
    fdt_set_off_dt_struct(fdt, fdt_off_dt_struct(fdt) + 2);
}

static void structure_outside(void *fdt)
{
    fdt_set_off_dt_struct(fdt, (fdt_totalsize(fdt) + 3) & ~3u);
}

static void structure_beyond(void *fdt)
{
    fdt_set_off_dt_struct(fdt, 0xfffffffc);
}

static void structure_too_long(void *fdt)
{
    fdt_set_size_dt_struct(fdt, 0xfffffffc);
}

static void structure_of_part_words(void *fdt)
{
    fdt_set_size_dt_struct(fdt, fdt_size_dt_struct(fdt) - 1);
}

static void strings_outside(void *fdt)
{
    fdt_set_off_dt_strings(fdt, fdt_off_dt_strings(fdt) + 1);
}

static void strings_too_long(void *fdt)
{
    fdt_set_size_dt_strings(fdt, 0xffffffff);
}

static void reserve_unaligned(void *fdt)
{
    fdt_set_off_mem_rsvmap(fdt, fdt_off_mem_rsvmap(fdt) + 4);
}

static void reserve_outside(void *fdt)
{
    fdt_set_off_mem_rsvmap(fdt, 0xfffffff8);
}

static void reserve_endless(void *fdt)
{
    /* the last 16 bytes of the tree that can be read as an entry, which is not zero */
    fdt_set_off_mem_rsvmap(fdt, (fdt_totalsize(fdt) - 16) & ~7u);
}

static const struct damage {
    void (*damage)(void *);
    const char *name, *what;
} damages[] = {
#define DAMAGE(function, what)                                                                     \
    {                                                                                              \
        function, #function, what                                                                  \
    }
    DAMAGE(structure_unaligned, "the structure block is not at a 4-byte boundary"),
    DAMAGE(structure_outside, "the structure block leaves the tree"),
    DAMAGE(structure_beyond, "the structure block leaves the tree"),
    DAMAGE(structure_too_long, "the structure block leaves the tree"),
    DAMAGE(structure_of_part_words, "the structure block leaves the tree"),
    DAMAGE(strings_outside, "the strings block leaves the tree"),
    DAMAGE(strings_too_long, "the strings block leaves the tree"),
    DAMAGE(reserve_unaligned, "the memory reserve block is not at an 8-byte boundary"),
    DAMAGE(reserve_outside, "the memory reserve block leaves the tree"),
    DAMAGE(reserve_endless, "the memory reserve block leaves the tree"),
};

static void test_damage(void **state)
{
    const struct damage *row = *state;
    struct tree_builder b = {0};

    build_table(&b, TREE(ROOT, FINISH));
    void *fdt = build_tree(&b);
    row->damage(fdt);
    assert_int_equal(scan_and_free(fdt), -EINVAL);
    assert_string_equal(scan_error.what, row->what);
}

static void test_unaligned_tree(void **state)
{
    struct tree_builder b = {0};

    (void)state;
    build_table(&b, TREE(ROOT, FINISH));
    char *fdt = build_tree(&b);
    size_t bytes = fdt_totalsize(fdt);
    char *moved = malloc(bytes + 4);
    memcpy(moved + 4, fdt, bytes);
    assert_int_equal(scan_into(moved + 4, &last_scan), -EINVAL);
    assert_string_equal(scan_error.what, "the tree is not at an 8-byte boundary");
    free(moved);
    free(fdt);
}

/* ---- all ------------------------------------------------------------------------------------- */

#define ROWS(array) (sizeof(array) / sizeof((array)[0]))

int main(void)
{
    struct CMUnitTest tests[ROWS(table) + ROWS(damages) + 4] = {
        cmocka_unit_test(test_nested_too_deeply),
        cmocka_unit_test(test_name_outside_strings),
        cmocka_unit_test(test_error_offset),
        cmocka_unit_test(test_unaligned_tree),
    };
    struct CMUnitTest *next = &tests[4];

    for (size_t i = 0; i < ROWS(table); i++)
        *next++ = (struct CMUnitTest){table[i].name, test_row, NULL, NULL, (void *)&table[i]};
    for (size_t i = 0; i < ROWS(damages); i++)
        *next++ =
            (struct CMUnitTest){damages[i].name, test_damage, NULL, NULL, (void *)&damages[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
