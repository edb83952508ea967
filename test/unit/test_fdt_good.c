/* SPDX-License-Identifier: MIT */
/* Good trees at the corners of the format: fdt_scan() finds in each what is expected of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/topology.h>

#include "cmocka_test.h"
#include "fdt_check.h"
#include "scan_for.h"

#define MOST_EXPECTATIONS 7

/* A member of the scan, and the value that it has to have; of a pointer NULL can be expected. */
struct expectation {
    const char *name;
    const void *member;
    size_t bytes;
    uint64_t value;
};
#define IS(of_scan, expected)                                                                      \
    {                                                                                              \
#of_scan, &last_scan.of_scan, sizeof(last_scan.of_scan), (uint64_t)(expected)              \
    }

#define DEVICE(list) NODE("device"), STRING("compatible", list), END_NODE
#define DEVICE_CUT(list) NODE("device"), CUT("compatible", list), END_NODE
#define PSCI(compatible, method)                                                                   \
    NODE("psci"), STRING("method", method), STRING("compatible", compatible), END_NODE

static const struct good {
    const char *name;
    const struct tree_item *tree;
    struct expectation expected[MOST_EXPECTATIONS];
    uint64_t reserve[4];
    size_t reserve_words;
    uint32_t version; /* 0: the builder's */
} table[] = {
    {"smallest_tree", TREE(NODE(""), FINISH),
     .expected = {IS(cpu_count, 0), IS(memory_count, 0), IS(reserved_count, 0),
                  IS(aliases_offset, -1), IS(psci.present, false)}},

    {"nops_everywhere",
     TREE(NOP, NODE(""), NOP, U32("#address-cells", 1), NOP, NOP, U32("#size-cells", 1), NOP,
          NODE("memory@0"), NOP, PAIR("reg", 0x1000, 0x2000), NOP, STRING("device_type", "memory"),
          END_NODE, NOP, END_NODE, NOP, WORD(FDT_END)),
     .expected = {IS(memory_count, 1), IS(memory[0].start_pa, 0x1000),
                  IS(memory[0].size_bytes, 0x2000)}},

    {"version_16", TREE(ROOT, MEMORY("memory@0"), PAIR("reg", 0x1000, 0x2000), END_NODE, FINISH),
     .expected = {IS(memory_count, 1)}, .version = 16},

    {"first_of_two_properties",
     TREE(ROOT, NODE("cpus"), U32("#address-cells", 1), U32("#address-cells", 7), NODE("cpu@1"),
          U32("reg", 1), U32("reg", 2), END_NODE, END_NODE, FINISH),
     .expected = {IS(cpus[0].reg, 1)}},

    /* A property of the node before, or of the parent, is not this node's. */
    {"properties_belong_to_one_node",
     TREE(ROOT, CPUS, U32("reg", 99), NODE("cpu@1"), U32("reg", 1), U32("numa-node-id", 5),
          STRING("status", "fail"), STRING("enable-method", "psci"), END_NODE, NODE("cpu@2"),
          END_NODE, END_NODE, FINISH),
     .expected = {IS(cpu_count, 2), IS(cpus[0].enabled, false), IS(cpus[0].node, 5),
                  IS(cpus[1].enabled, true), IS(cpus[1].has_reg, false),
                  IS(cpus[1].node, NUMA_NO_NODE), IS(cpus[1].enable_method, NULL)}},

    /* What a loader leaves to this kernel: of a node, of all memory before and behind /chosen. */
    {"usable_memory",
     TREE(ROOT, MEMORY("memory@100"), PAIR("reg", 0x100, 0x100),
          PAIR("linux,usable-memory", 0x180, 0x10), END_NODE, MEMORY("memory@300"),
          PAIR("reg", 0x300, 0x100), CUT("linux,usable-memory", ""), END_NODE, FINISH),
     .expected = {IS(memory_count, 1), IS(memory[0].start_pa, 0x180),
                  IS(memory[0].size_bytes, 0x10)}},
    {"usable_memory_range",
     TREE(ROOT, MEMORY("memory@100"), PAIR("reg", 0x100, 0x100), END_NODE, NODE("chosen"),
          PAIR("linux,usable-memory-range", 0x180, 0x200), END_NODE, MEMORY("memory@300"),
          PAIR("reg", 0x300, 0x100), END_NODE, MEMORY("memory@500"), PAIR("reg", 0x500, 0x100),
          END_NODE, FINISH),
     .expected = {IS(memory_count, 2), IS(memory[0].start_pa, 0x300),
                  IS(memory[0].size_bytes, 0x80), IS(memory[1].start_pa, 0x180),
                  IS(memory[1].size_bytes, 0x80)}},
    {"usable_memory_ranges",
     TREE(ROOT, MEMORY("memory@100"), PAIR("reg", 0x100, 0x100), END_NODE, NODE("chosen"),
          CUT("linux,usable-memory-range", "\0\0\1\x10\0\0\0\x20\0\0\1\x40\0\0\0\x20"), END_NODE,
          FINISH),
     .expected = {IS(memory_count, 2), IS(memory[0].start_pa, 0x110),
                  IS(memory[0].size_bytes, 0x20), IS(memory[1].start_pa, 0x140)}},
    {"usable_memory_range_empty",
     TREE(ROOT, MEMORY("memory@100"), PAIR("reg", 0x100, 0x100), END_NODE, NODE("chosen"),
          PAIR("linux,usable-memory-range", 0x180, 0), END_NODE, FINISH),
     .expected = {IS(memory_count, 1), IS(memory[0].size_bytes, 0x100)}},

    /* Only a CPU that has failed is left out; one that is disabled waits to be started. */
    {"status_of_cpus",
     TREE(ROOT, CPUS, NODE("cpu@0"), STRING("status", "disabled"), END_NODE, NODE("cpu@1"),
          STRING("status", "fail"), END_NODE, NODE("cpu@2"), STRING("status", "fail-fused"),
          END_NODE, NODE("cpu@3"), STRING("status", "failed"), END_NODE, NODE("cpu@4"),
          STRING("status", ""), END_NODE, END_NODE, FINISH),
     .expected = {IS(cpus[0].enabled, true), IS(cpus[1].enabled, false), IS(cpus[2].enabled, false),
                  IS(cpus[3].enabled, true), IS(cpus[4].enabled, true)}},

    /* These names begin or end as known ones do, but are none of them. */
    {"names_like_known_ones",
     TREE(ROOT, CPUS, NODE("cpu@0"), U32("regs", 1), U32("re", 1), U32("", 1), U32("Reg", 1),
          U32("\xf2" /* "r" with the top bit set */ "eg", 1), STRING("statuss", "disabled"),
          END_NODE, END_NODE, NODE("cpus1"), CPU("cpu@1", 1), END_NODE, NODE("cpu"),
          CPU("cpu@1", 1), END_NODE, FINISH),
     .expected = {IS(cpu_count, 1), IS(cpus[0].has_reg, false), IS(cpus[0].enabled, true)}},

    {"which_nodes_are_cpus",
     TREE(ROOT, CPUS, CPU("cpu", 0), CPU("cpu@1", 1), CPU("cpu-map", 2), CPU("cpus", 3),
          CPU("cp", 4), NODE("core"), U32("reg", 5), STRING("device_type", "cpu"),
          CPU("cpu@6", 6) /* one level down */, END_NODE, NODE("cache"),
          STRING("device_type", "cpus"), END_NODE, NODE("cut"), CUT("device_type", "cpu"), END_NODE,
          NODE("core"), STRING("device_type", "cpu\0more"), END_NODE, END_NODE, FINISH),
     .expected = {IS(cpu_count, 4), IS(cpus[0].reg, 0), IS(cpus[1].reg, 1), IS(cpus[2].reg, 5)}},

    {"short_cpu_reg_is_none",
     TREE(ROOT, NODE("cpus"), U32("#address-cells", 2), CPU("cpu", 5), END_NODE, FINISH),
     .expected = {IS(cpu_count, 1), IS(cpus[0].has_reg, false)}},

    {"empty_ranges_are_none",
     TREE(ROOT, MEMORY("memory@1000"), PAIR("reg", 0x1000, 0), END_NODE, MEMORY("memory@2000"),
          PAIR("reg", 0x2000, 0x1000), END_NODE, FINISH),
     .expected = {IS(memory_count, 1), IS(memory[0].start_pa, 0x2000), IS(reserved_count, 1),
                  IS(reserved[0].start_pa, 0x2000)},
     .reserve = {0x1000, 0, 0x2000, 1}, .reserve_words = 4},

    {"only_children_are_reserved",
     TREE(ROOT, NODE("reserved-memory"), U32("#address-cells", 1), U32("#size-cells", 1),
          PAIR("reg", 0x1000, 1), NODE("child"), PAIR("reg", 0x2000, 1), NODE("grandchild"),
          PAIR("reg", 0x3000, 1), END_NODE, END_NODE, END_NODE, NODE("other"), NODE("child"),
          PAIR("reg", 0x4000, 1), END_NODE, END_NODE, FINISH),
     .expected = {IS(reserved_count, 1), IS(reserved[0].start_pa, 0x2000)}},

    {"compatible_lists",
     TREE(ROOT, DEVICE(SECOND "\0" FIRST), /* the node's first match, not the list's */
          DEVICE("x\0yy\0" FIRST), DEVICE("test,firs"), DEVICE(FIRST "2"), DEVICE_CUT(FIRST),
          DEVICE_CUT("xx\0test,firs"), DEVICE_CUT(""), DEVICE(""), FINISH),
     .expected = {IS(device_count, 3), IS(devices[0].match, 1), IS(devices[1].match, 0),
                  IS(devices[2].match, 2)}},

    {"only_devices_outside_cpus",
     TREE(ROOT, NODE("cpus"), DEVICE(FIRST), NODE("cpu-map"), DEVICE(FIRST), END_NODE, END_NODE,
          DEVICE(FIRST), FINISH),
     .expected = {IS(device_count, 1), IS(devices[0].depth, 2)}},

    {"disabled_branches",
     TREE(ROOT, NODE("bus"), STRING("status", "disabled"), DEVICE(FIRST), NODE("psci"),
          STRING("compatible", "arm,psci-1.0"), STRING("status", "okay"), END_NODE, END_NODE,
          DEVICE(SECOND) /* behind the branch, and enabled */, FINISH),
     .expected = {IS(device_count, 1), IS(devices[0].match, 1), IS(psci.present, false)}},

/* The first of two nodes counts. */
#define PSCI_METHOD(text, method_found)                                                            \
    {                                                                                              \
        "psci_method_" text,                                                                       \
            TREE(ROOT, PSCI("arm,psci-0.2", text), PSCI("arm,psci", "smc"), FINISH), .expected = { \
                IS(psci.present, true),                                                            \
                IS(psci.has_standard_ids, true),                                                   \
                IS(psci.method, method_found)                                                      \
            }                                                                                      \
    }
    PSCI_METHOD("hvc", FDT_PSCI_METHOD_HVC),
    PSCI_METHOD("smc", FDT_PSCI_METHOD_SMC),
    PSCI_METHOD("", FDT_PSCI_METHOD_NONE),
    PSCI_METHOD("hv", FDT_PSCI_METHOD_NONE),
    PSCI_METHOD("hvcc", FDT_PSCI_METHOD_NONE),
    PSCI_METHOD("smc64", FDT_PSCI_METHOD_NONE),

    /* Without #address-cells an address has two cells, and a size one. */
    {"default_cells",
     TREE(NODE(""), NODE("memory"), STRING("device_type", "memory"),
          CUT("reg", "\0\0\0\1\0\0\0\2\0\0\0\3"), END_NODE, NODE("cpus"), NODE("cpu"),
          CUT("reg", "\0\0\0\1\0\0\0\2"), END_NODE, END_NODE, FINISH),
     .expected = {IS(memory[0].start_pa, 0x100000002), IS(memory[0].size_bytes, 3),
                  IS(cpus[0].reg, 0x100000002)}},
    /* Below the root it is the numbers of the node above. */
    {"inherited_cells",
     TREE(NODE(""), U32("#address-cells", 1), U32("#size-cells", 1), NODE("reserved-memory"),
          NODE("r"), PAIR("reg", 5, 6), END_NODE, END_NODE, NODE("cpus"), NODE("cpu"),
          U32("reg", 7), END_NODE, END_NODE, FINISH),
     .expected = {IS(reserved[0].start_pa, 5), IS(reserved[0].size_bytes, 6), IS(cpus[0].reg, 7)}},
};

static void check_member(const struct expectation *expected)
{
    uint64_t expected_value = expected->value, found = 0;

    memcpy(&found, expected->member, expected->bytes); /* a little-endian host, as AArch64's */
    if (expected->bytes < sizeof(found))
        expected_value &= (UINT64_C(1) << 8 * expected->bytes) - 1;
    if (found != expected_value)
        fail_msg("%s is %#lx instead of %#lx", expected->name, found, expected_value);
}

static void test_row(void **state)
{
    const struct good *row = *state;
    struct tree_builder b = {.version = row->version, .reserve_words = row->reserve_words};

    memcpy(b.reserve, row->reserve, sizeof(row->reserve));
    build_table(&b, row->tree);
    assert_good(&b);
    for (unsigned int i = 0; i < MOST_EXPECTATIONS && row->expected[i].name; i++)
        check_member(&row->expected[i]);
}

/* ---- trees of many nodes --------------------------------------------------------------------- */

/* Many names, so that they share entries of the table of known ones. */
static void test_many_names(void **state)
{
    struct tree_builder b = {0};
    char name[16];

    (void)state;
    build_table(&b, TREE(ROOT, CPUS));
    for (int i = 0; i < 50; i++) {
        build_begin(&b, "cpu");
        snprintf(name, sizeof(name), "re%d", i);
        build_u32(&b, name, 0xffffffff);
        build_u32(&b, "reg", (uint32_t)i);
        snprintf(name, sizeof(name), "x%d", i);
        build_u32(&b, name, 0xffffffff);
        build_end(&b);
    }
    build_table(&b, TREE(END_NODE, FINISH));
    assert_good(&b);
    assert_int_equal(last_scan.cpu_count, 50);
    for (unsigned int i = 0; i < 50; i++)
        assert_int_equal(last_scan.cpus[i].reg, i);
}

static void test_cpus_beyond_the_array(void **state)
{
    static struct tree_builder b;

    (void)state;
    build_table(&b, TREE(ROOT, CPUS));
    for (uint32_t i = 0; i < NR_CPUS + 3; i++)
        build_table(&b, TREE(CPU("cpu", i)));
    build_table(&b, TREE(END_NODE, FINISH));
    assert_good(&b);
    assert_int_equal(last_scan.cpu_entries, NR_CPUS + 3);
    assert_int_equal(last_scan.cpu_count, NR_CPUS);
    assert_int_equal(last_scan.cpus_lost, 3);
    assert_int_equal(last_scan.cpus_dropped, 0);
    assert_int_equal(last_scan.cpus[NR_CPUS - 1].reg, NR_CPUS - 1);
}

static void test_boot_cpu_beyond_the_array(void **state)
{
    static struct tree_builder b;

    (void)state;
    build_table(&b, TREE(ROOT, CPUS));
    for (uint32_t i = 0; i < NR_CPUS + 1; i++)
        build_table(&b, TREE(CPU("cpu", i)));
    build_table(&b, TREE(NODE("cpu"), U32("reg", SCAN_BOOT_HWID), STRING("status", "fail"),
                         END_NODE, CPU("cpu", SCAN_BOOT_HWID + 1), END_NODE, FINISH));
    assert_good(&b);
    assert_int_equal(last_scan.cpu_count, NR_CPUS);
    assert_int_equal(last_scan.cpus_lost, 3);
    assert_int_equal(last_scan.cpus[NR_CPUS - 2].reg, NR_CPUS - 2);
    assert_int_equal(last_scan.cpus[NR_CPUS - 1].reg, SCAN_BOOT_HWID);
    assert_int_equal(last_scan.cpus[NR_CPUS - 1].entry, NR_CPUS + 1);
}

/* Entries of each kind that gets no number, before, between and behind more than NR_CPUS usable
 * ones. */
static void add_unusable_cpus(struct tree_builder *b)
{
    build_table(b, TREE(NODE("cpu"), U32("reg", 1), STRING("status", "fail"), END_NODE, NODE("cpu"),
                        END_NODE, CPU("cpu", 0x1000000), CPU("cpu", 5), CPU("cpu", 5)));
}

static void test_unusable_cpus_take_no_places(void **state)
{
    static struct tree_builder b;

    (void)state;
    build_table(&b, TREE(ROOT, CPUS));
    add_unusable_cpus(&b);
    for (uint32_t i = 10; i < 10 + NR_CPUS; i++) {
        if (i == 20)
            add_unusable_cpus(&b);
        build_table(&b, TREE(CPU("cpu", i)));
    }
    add_unusable_cpus(&b);
    build_table(&b, TREE(END_NODE, FINISH));
    assert_good(&b);
    assert_int_equal(last_scan.cpu_count, NR_CPUS);
    assert_int_equal(last_scan.cpu_entries, NR_CPUS + 15);
    assert_int_equal(last_scan.cpus_dropped, 14);
    assert_int_equal(last_scan.cpus_lost, 1);
    assert_int_equal(last_scan.cpus[0].reg, 5);
    assert_int_equal(last_scan.cpus[NR_CPUS - 1].reg, 10 + NR_CPUS - 2);
    for (unsigned int i = 1; i < NR_CPUS; i++)
        assert_true(last_scan.cpus[i].entry > last_scan.cpus[i - 1].entry);
}

static void test_ranges_beyond_the_arrays(void **state)
{
    struct tree_builder b = {0};
    fdt32_t cells[2 * (FDT_SCAN_MAX_RESERVED + 2)];

    (void)state;
    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
        cells[i] = cpu_to_fdt32(i % 2 ? 1 : (uint32_t)i + 1);
    build_table(&b, TREE(ROOT, MEMORY("memory@1")));
    build_prop(&b, "reg", cells, (FDT_SCAN_MAX_MEMORY + 1) * 8);
    build_table(&b, TREE(END_NODE, NODE("reserved-memory"), U32("#address-cells", 1),
                         U32("#size-cells", 1), NODE("all")));
    build_prop(&b, "reg", cells, sizeof(cells));
    build_table(&b, TREE(END_NODE, END_NODE));
    for (int i = 0; i < FDT_SCAN_MAX_DEVICES + 3; i++)
        build_table(&b, TREE(DEVICE(SECOND)));
    build_table(&b, TREE(FINISH));
    assert_good(&b);
    assert_int_equal(last_scan.memory_count, FDT_SCAN_MAX_MEMORY);
    assert_int_equal(last_scan.memory_lost, 1);
    assert_int_equal(last_scan.reserved_count, FDT_SCAN_MAX_RESERVED);
    assert_int_equal(last_scan.reserved_lost, 2);
    assert_int_equal(last_scan.device_count, FDT_SCAN_MAX_DEVICES);
    assert_int_equal(last_scan.devices_lost, 3);
    assert_int_equal(last_scan.devices[FDT_SCAN_MAX_DEVICES - 1].match, 1);
}

static void test_greatest_depth(void **state)
{
    struct tree_builder b = {0};

    (void)state;
    build_table(&b, TREE(ROOT));
    for (int depth = 1; depth < FDT_SCAN_MAX_DEPTH; depth++)
        build_begin(&b, "n");
    for (int depth = 1; depth < FDT_SCAN_MAX_DEPTH; depth++)
        build_end(&b);
    build_table(&b, TREE(FINISH));
    assert_good(&b);
}

/* ---- strings, which are in the tree ---------------------------------------------------------- */

static void test_linux_stdout_path(void **state)
{
    struct tree_builder b = {0};
    struct fdt_scan *found = calloc(1, sizeof(*found));

    (void)state;
    build_table(&b, TREE(ROOT, NODE("chosen"), STRING("stdout-path", "new"),
                         STRING("linux,stdout-path", "old"), END_NODE, FINISH));
    void *fdt = build_tree(&b);
    assert_int_equal(scan_into(fdt, found), 0);
    assert_string_equal(found->stdout_path, "new");
    free(fdt);
    free(found);
}

/* ---- all ------------------------------------------------------------------------------------- */

#define ROWS (sizeof(table) / sizeof(table[0]))
#define SINGLE 7 /* the tests that are not rows */

int main(void)
{
    struct CMUnitTest tests[ROWS + SINGLE] = {
        cmocka_unit_test(test_many_names),
        cmocka_unit_test(test_cpus_beyond_the_array),
        cmocka_unit_test(test_boot_cpu_beyond_the_array),
        cmocka_unit_test(test_unusable_cpus_take_no_places),
        cmocka_unit_test(test_ranges_beyond_the_arrays),
        cmocka_unit_test(test_greatest_depth),
        cmocka_unit_test(test_linux_stdout_path),
    };

    for (size_t i = 0; i < ROWS; i++)
        tests[SINGLE + i] =
            (struct CMUnitTest){table[i].name, test_row, NULL, NULL, (void *)&table[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
