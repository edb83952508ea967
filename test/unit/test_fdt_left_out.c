/* SPDX-License-Identifier: MIT */
/* Trees with a value that cannot be: fdt_scan() notes the value, leaves it out, and reads on. */
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include <muster/topology.h>

#include "cmocka_test.h"
#include "fdt_check.h"
#include "scan_for.h"

#define NO_STRING "does not end in NUL: ignored"
#define NO_U32 "is not one cell long: ignored"
#define NO_RANGES "is not a whole number of ranges: the rest is ignored"
#define ALL_ONES_8 "\xff\xff\xff\xff\xff\xff\xff\xff"

static const struct left_out {
    const char *name, *node, *property, *what;
    const struct tree_item *tree;
} table[] = {
#define CHOSEN(property, text)                                                                     \
    {                                                                                              \
        property "=" text, "chosen", property, NO_STRING,                                          \
            TREE(ROOT, NODE("chosen"), CUT(property, text), END_NODE, FINISH)                      \
    }
    CHOSEN("stdout-path", ""),
    CHOSEN("stdout-path", "text"),
    CHOSEN("linux,stdout-path", ""),
    CHOSEN("linux,stdout-path", "text"),
    CHOSEN("bootargs", ""),
    CHOSEN("bootargs", "text"),
    {"initrd_start_of_three_cells", "chosen", "linux,initrd-start",
     "is not one or two cells long: ignored",
     TREE(ROOT, NODE("chosen"), CUT("linux,initrd-start", "0123456789ab"),
          U32("linux,initrd-end", 9), END_NODE, FINISH)},
    {"initrd_end_without_value", "chosen", "linux,initrd-end",
     "is not one or two cells long: ignored",
     TREE(ROOT, NODE("chosen"), U32("linux,initrd-start", 5), CUT("linux,initrd-end", ""), END_NODE,
          FINISH)},
    {"initrd_ends_before_its_start", "chosen", "linux,initrd-end",
     "is before linux,initrd-start: ignored",
     TREE(ROOT, NODE("chosen"), U32("linux,initrd-start", 5), PAIR("linux,initrd-end", 0, 4),
          END_NODE, FINISH)},

    {"cpu_enable_method", "cpu@1", "enable-method", NO_STRING,
     TREE(ROOT, CPUS, NODE("cpu@1"), CUT("enable-method", "psci"), END_NODE, END_NODE, FINISH)},
    {"cpus_enable_method", "cpus", "enable-method", NO_STRING,
     TREE(ROOT, CPUS, CUT("enable-method", "psci"), END_NODE, FINISH)},
    {"cpu_node_id", "cpu@1", "numa-node-id", NO_U32,
     TREE(ROOT, CPUS, NODE("cpu@1"), PAIR("numa-node-id", 0, 1), END_NODE, END_NODE, FINISH)},
    {"memory_node_id", "memory@0", "numa-node-id", NO_U32,
     TREE(ROOT, MEMORY("memory@0"), CUT("numa-node-id", ""), END_NODE, FINISH)},
    {"psci_number", "psci", "cpu_on", NO_U32,
     TREE(ROOT, NODE("psci"), STRING("compatible", "arm,psci"), PAIR("cpu_on", 1, 2), END_NODE,
          FINISH)},

    {"odd_cell_of_memory", "memory@0", "reg", NO_RANGES,
     TREE(ROOT, MEMORY("memory@0"), CUT("reg", "0123456789ab"), END_NODE, FINISH)},
    {"odd_cell_of_reserved", "child", "reg", NO_RANGES,
     TREE(ROOT, NODE("reserved-memory"), U32("#address-cells", 1), U32("#size-cells", 1),
          NODE("child"), CUT("reg", "0123456789ab"), END_NODE, END_NODE, FINISH)},
    {"odd_bytes", "memory@0", "reg", NO_RANGES,
     TREE(ROOT, MEMORY("memory@0"), CUT("reg", "0123456789"), END_NODE, FINISH)},

#define CPU_CELLS(cells)                                                                           \
    {                                                                                              \
        "cpu_cells_" #cells, "cpus", "#address-cells", "is neither 1 nor 2: no CPU has a reg",     \
            TREE(ROOT, NODE("cpus"), U32("#address-cells", cells), CPU("cpu", 0), END_NODE,        \
                 FINISH)                                                                           \
    }
    CPU_CELLS(0),
    CPU_CELLS(3),
    CPU_CELLS(0xffffffff),
};

static void *scan_built(struct tree_builder *b)
{
    void *fdt = build_tree(b);

    assert_int_equal(scan_into(fdt, &last_scan), 0);
    return fdt;
}

static void test_row(void **state)
{
    const struct left_out *row = *state;
    struct tree_builder b = {0};

    build_table(&b, row->tree);
    void *fdt = scan_built(&b);
    const struct fdt_note *note = &last_scan.notes[0];
    assert_int_equal(last_scan.note_count, 1);
    assert_string_equal(fdt_get_name(fdt, note->node_offset, NULL), row->node);
    assert_string_equal(note->property, row->property);
    assert_string_equal(note->what, row->what);
    free(fdt);
}

/* What is left out leaves what would be without it; what stands beside it counts. */
static void test_the_rest_counts(void **state)
{
    struct tree_builder b = {0};

    (void)state;
    build_table(&b, TREE(ROOT, MEMORY("memory@0"), CUT("reg", "\0\0\0\1\0\0\0\2odd!"),
                         PAIR("numa-node-id", 1, 1), END_NODE, CPUS, STRING("enable-method", "all"),
                         NODE("cpu@7"), U32("reg", 7), CUT("enable-method", "own"),
                         PAIR("numa-node-id", 1, 1), END_NODE, END_NODE, NODE("chosen"),
                         CUT("bootargs", "cut"), STRING("stdout-path", "path"),
                         U32("linux,initrd-start", 5), END_NODE, NODE("reserved-memory"),
                         U32("#address-cells", 1), U32("#size-cells", 1), NODE("child"),
                         CUT("reg", "\0\0\0\3\0\0\0\4odd!"), END_NODE, END_NODE, FINISH));
    void *fdt = scan_built(&b);
    assert_int_equal(last_scan.note_count, 6);
    assert_int_equal(last_scan.memory_count, 1);
    assert_int_equal(last_scan.memory[0].start_pa, 1);
    assert_int_equal(last_scan.memory[0].size_bytes, 2);
    assert_int_equal(last_scan.memory[0].node, NUMA_NO_NODE);
    assert_int_equal(last_scan.cpus[0].reg, 7);
    assert_int_equal(last_scan.cpus[0].node, NUMA_NO_NODE);
    assert_string_equal(last_scan.cpus[0].enable_method, "all");
    assert_null(last_scan.bootargs);
    assert_string_equal(last_scan.stdout_path, "path");
    assert_int_equal(last_scan.reserved_count, 1); /* an initrd without an end is none */
    assert_int_equal(last_scan.reserved[0].start_pa, 3);
    free(fdt);
}

static void test_more_notes_than_places(void **state)
{
    static struct tree_builder b;

    (void)state;
    build_table(&b, TREE(ROOT, CPUS));
    for (int i = 0; i < FDT_SCAN_MAX_NOTES + 3; i++)
        build_table(&b, TREE(NODE("cpu@0"), PAIR("numa-node-id", 0, 0), END_NODE));
    build_table(&b, TREE(END_NODE, FINISH));
    free(scan_built(&b));
    assert_int_equal(last_scan.note_count, FDT_SCAN_MAX_NOTES);
    assert_int_equal(last_scan.notes_lost, 3);
}

static void test_initrd(void **state)
{
    struct tree_builder b = {0};

    (void)state;
    build_table(&b, TREE(ROOT, NODE("chosen"), U32("linux,initrd-start", 0x48000123),
                         PAIR("linux,initrd-end", 0x1, 0x48000456), END_NODE, FINISH));
    free(scan_built(&b));
    assert_int_equal(last_scan.note_count, 0);
    assert_int_equal(last_scan.reserved_count, 1);
    assert_int_equal(last_scan.reserved[0].start_pa, 0x48000123);
    assert_int_equal(last_scan.reserved[0].size_bytes, 0x100000333);
    assert_false(last_scan.reserved[0].no_map);
    assert_int_equal(last_scan.initrd_start_pa, 0x48000123);
    assert_int_equal(last_scan.initrd_bytes, 0x100000333);
}

/* Regions that have a size and no place. */
static void test_unplaced(void **state)
{
    static struct tree_builder b;

    (void)state;
    build_table(&b, TREE(ROOT, NODE("reserved-memory"), U32("#address-cells", 1),
                         U32("#size-cells", 2), NODE("a"), U32("size", 4096), END_NODE, NODE("b@1"),
                         CUT("reg", "\0\0\0\1\0\0\0\0\0\0\0\4"), END_NODE, NODE("c"),
                         STRING("status", "disabled"), END_NODE));
    for (int i = 1; i < FDT_SCAN_MAX_UNPLACED + 3; i++)
        build_table(&b, TREE(NODE("d"), END_NODE));
    build_table(&b, TREE(END_NODE, FINISH));
    void *fdt = scan_built(&b);
    assert_int_equal(last_scan.unplaced_count, FDT_SCAN_MAX_UNPLACED);
    assert_int_equal(last_scan.unplaced_lost, 3);
    assert_int_equal(last_scan.unplaced[0], fdt_path_offset(fdt, "/reserved-memory/a"));
    assert_int_equal(last_scan.unplaced[1], fdt_path_offset(fdt, "/reserved-memory/d"));
    assert_int_equal(last_scan.reserved_address_cells, 1);
    assert_int_equal(last_scan.reserved_size_cells, 2);
    assert_int_equal(last_scan.reserved_count, 1);
    assert_int_equal(last_scan.initrd_bytes, 0);
    free(fdt);
}

/* Ranges that leave the 64 bits of an address end there. */
static void test_ranges_beyond_the_addresses(void **state)
{
    struct tree_builder b = {.reserve = {UINT64_MAX - 9, 10, UINT64_MAX, 5, 4096, UINT64_MAX},
                             .reserve_words = 6};

    (void)state;
    build_table(&b,
                TREE(NODE(""), U32("#address-cells", 2), U32("#size-cells", 2), MEMORY("memory@0"),
                     CUT("reg", "\0\0\0\0\0\0\0\1" ALL_ONES_8), END_NODE, FINISH));
    free(scan_built(&b));
    assert_int_equal(last_scan.note_count, 0);
    assert_int_equal(last_scan.memory[0].size_bytes, UINT64_MAX - 1);
    assert_int_equal(last_scan.reserved_count, 2);
    assert_int_equal(last_scan.reserved[0].size_bytes, 9); /* all but the last byte */
    assert_int_equal(last_scan.reserved[1].size_bytes, UINT64_MAX - 4096);
}

static void test_ranges_that_follow_each_other(void **state)
{
    struct tree_builder b = {.reserve = {0x1000, 0x1000, 0x2000, 0x1000}, .reserve_words = 4};

    (void)state;
    build_table(&b, TREE(ROOT, MEMORY("memory@1000"), PAIR("reg", 0x1000, 0x1000), END_NODE,
                         MEMORY("memory@2000"), PAIR("reg", 0x2000, 0x1000), END_NODE,
                         MEMORY("memory@3000"), PAIR("reg", 0x3000, 0x1000), U32("numa-node-id", 1),
                         END_NODE, NODE("reserved-memory"), U32("#address-cells", 1),
                         U32("#size-cells", 1), NODE("child"), PAIR("reg", 0x3000, 1),
                         STRING("no-map", ""), END_NODE, END_NODE, FINISH));
    free(scan_built(&b));
    assert_int_equal(last_scan.memory_count, 2);
    assert_int_equal(last_scan.memory[0].size_bytes, 0x2000);
    assert_int_equal(last_scan.reserved_count, 2);
    assert_int_equal(last_scan.reserved[0].size_bytes, 0x2000);
}

/* A serial port is left out before any other device. */
static void test_serial_ports_are_left_out_first(void **state)
{
    static struct tree_builder b;
    const unsigned int last = FDT_SCAN_MAX_DEVICES - 1;

    (void)state;
    build_table(&b, TREE(ROOT, NODE("controller"), STRING("compatible", FIRST), END_NODE));
    for (unsigned int i = 0; i < last + 2; i++)
        build_table(&b, TREE(NODE("port"), STRING("compatible", SECOND), END_NODE));
    for (unsigned int i = 0; i < 3; i++)
        build_table(&b, TREE(NODE("controller"), STRING("compatible", FIRST), END_NODE));
    build_table(&b, TREE(NODE("port"), STRING("compatible", SECOND), END_NODE, FINISH));
    void *fdt = scan_built(&b);
    assert_int_equal(last_scan.device_count, FDT_SCAN_MAX_DEVICES);
    assert_int_equal(last_scan.devices_lost, 6);
    assert_string_equal(fdt_get_name(fdt, last_scan.first_lost_offset, NULL), "port");
    for (unsigned int i = 0; i <= last; i++)
        assert_int_equal(last_scan.devices[i].match, i > 0 && i < last - 2);
    for (unsigned int i = 1; i <= last; i++)
        assert_true(last_scan.devices[i].node_offset > last_scan.devices[i - 1].node_offset);
    free(fdt);
}

#define ROWS (sizeof(table) / sizeof(table[0]))
#define SINGLE 6 /* the tests that are not rows */

int main(void)
{
    struct CMUnitTest tests[ROWS + SINGLE] = {
        cmocka_unit_test(test_the_rest_counts),
        cmocka_unit_test(test_more_notes_than_places),
        cmocka_unit_test(test_initrd),
        cmocka_unit_test(test_unplaced),
        cmocka_unit_test(test_ranges_beyond_the_addresses),
        cmocka_unit_test(test_ranges_that_follow_each_other),
        cmocka_unit_test(test_serial_ports_are_left_out_first),
    };

    for (size_t i = 0; i < ROWS; i++)
        tests[SINGLE + i] =
            (struct CMUnitTest){table[i].name, test_row, NULL, NULL, (void *)&table[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
