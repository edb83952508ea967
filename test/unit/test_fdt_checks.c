/* SPDX-License-Identifier: MIT */
/* Trees put together token by token: each check of fdt_scan(), and the corners of good trees. */
#include <errno.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/topology.h>

#include "cmocka_test.h"
#include "devicetree/fdt_scan.h"
#include "scan_for.h"
#include "tree_builder.h"

static const char *const compatibles[] = {"test,first", "test,second", "", NULL};

static struct fdt_scan scan;
static struct fdt_scan_error error;

static int scan_bytes(void *fdt)
{
    int result;

    memset(&scan, 0, sizeof(scan));
    memset(&error, 0, sizeof(error));
    result = scan_for(fdt, compatibles, &scan, &error);
    free(fdt); /* strings in scan are not looked at afterwards, but by pointer */
    return result;
}

/* Both orders of the blocks, so that whatever leaves the structure block leaves the tree once. */
static void assert_refused(struct tree_builder *b, const char *what)
{
    for (int last = 0; last <= 1; last++) {
        b->structure_last = last;
        assert_int_equal(scan_bytes(build_tree(b)), -EINVAL);
        assert_string_equal(error.what, what);
    }
}

static void assert_good(struct tree_builder *b)
{
    for (int last = 0; last <= 1; last++) {
        b->structure_last = last;
        if (scan_bytes(build_tree(b)) != 0)
            fail_msg("refused: %s, at offset %u", error.what, error.offset_bytes);
    }
}

/* A tree up to where the root's subnodes begin, with one cell for addresses and sizes each. */
static struct tree_builder begin_tree(void)
{
    struct tree_builder b = {0};

    build_begin(&b, "");
    build_u32(&b, "#address-cells", 1);
    build_u32(&b, "#size-cells", 1);
    return b;
}

static struct tree_builder *end_tree(struct tree_builder *b)
{
    build_end(b);
    build_word(b, FDT_END);
    return b;
}

static void prop_pair(struct tree_builder *b, const char *name, uint32_t first, uint32_t second)
{
    fdt32_t cells[] = {cpu_to_fdt32(first), cpu_to_fdt32(second)};

    build_prop(b, name, cells, sizeof(cells));
}

static void cpu_node(struct tree_builder *b, const char *name, uint32_t reg)
{
    build_begin(b, name);
    build_u32(b, "reg", reg);
    build_end(b);
}

/* ---- good trees -------------------------------------------------------------------------- */

static void test_smallest_tree(void **state)
{
    struct tree_builder b = {0};

    (void)state;
    build_begin(&b, "");
    assert_good(end_tree(&b));
    assert_int_equal(scan.cpu_count + scan.memory_count + scan.reserved_count, 0);
    assert_int_equal(scan.aliases_offset, -1);
    assert_false(scan.psci.present);
}

static void test_nops_everywhere(void **state)
{
    struct tree_builder b = {0};

    (void)state;
    build_word(&b, FDT_NOP);
    build_begin(&b, "");
    build_word(&b, FDT_NOP);
    build_u32(&b, "#address-cells", 1);
    build_word(&b, FDT_NOP);
    build_word(&b, FDT_NOP);
    build_u32(&b, "#size-cells", 1);
    build_word(&b, FDT_NOP);
    build_begin(&b, "memory@0");
    build_word(&b, FDT_NOP);
    prop_pair(&b, "reg", 0x1000, 0x2000);
    build_word(&b, FDT_NOP);
    build_string(&b, "device_type", "memory");
    build_end(&b);
    build_word(&b, FDT_NOP);
    build_end(&b);
    build_word(&b, FDT_NOP);
    build_word(&b, FDT_END);
    assert_good(&b);
    assert_int_equal(scan.memory_count, 1);
    assert_int_equal(scan.memory[0].start_pa, 0x1000);
    assert_int_equal(scan.memory[0].size_bytes, 0x2000);
}

static void test_version_16(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    b.version = 16;
    build_begin(&b, "memory@0");
    build_string(&b, "device_type", "memory");
    prop_pair(&b, "reg", 0x1000, 0x2000);
    build_end(&b);
    assert_good(end_tree(&b));
    assert_int_equal(scan.memory_count, 1);

    b.structure_bytes -= 4; /* now it ends where the strings begin, or the tree */
    assert_refused(&b, "the structure block has no end token");

    b.version = 15;
    assert_refused(&b, "the version is below 16");
}

static void test_first_of_two_properties(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    build_begin(&b, "cpus");
    build_u32(&b, "#address-cells", 1);
    build_u32(&b, "#address-cells", 7);
    build_begin(&b, "cpu@1");
    build_u32(&b, "reg", 1);
    build_u32(&b, "reg", 2);
    build_end(&b);
    build_end(&b);
    assert_good(end_tree(&b));
    assert_int_equal(scan.cpus[0].reg, 1);
}

/* A property of the node before, or of the parent, is not this node's. */
static void test_properties_belong_to_one_node(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    build_begin(&b, "cpus");
    build_u32(&b, "#address-cells", 1);
    build_u32(&b, "reg", 99);
    build_begin(&b, "cpu@1");
    build_u32(&b, "reg", 1);
    build_u32(&b, "numa-node-id", 5);
    build_string(&b, "status", "disabled");
    build_string(&b, "enable-method", "psci");
    build_end(&b);
    build_begin(&b, "cpu@2");
    build_end(&b);
    build_end(&b);
    assert_good(end_tree(&b));
    assert_int_equal(scan.cpu_count, 2);
    assert_false(scan.cpus[0].enabled);
    assert_int_equal(scan.cpus[0].node, 5);
    assert_true(scan.cpus[1].enabled);
    assert_false(scan.cpus[1].has_reg);
    assert_int_equal(scan.cpus[1].node, NUMA_NO_NODE);
    assert_null(scan.cpus[1].enable_method);
}

/* Many names, so that they share entries of the table of known ones. */
static void test_many_names(void **state)
{
    struct tree_builder b = begin_tree();
    char name[16];

    (void)state;
    build_begin(&b, "cpus");
    build_u32(&b, "#address-cells", 1);
    for (int i = 0; i < 50; i++) {
        build_begin(&b, "cpu");
        snprintf(name, sizeof(name), "re%d", i);
        build_u32(&b, name, 0xffffffff);
        build_u32(&b, "reg", (uint32_t)i);
        snprintf(name, sizeof(name), "x%d", i);
        build_u32(&b, name, 0xffffffff);
        build_end(&b);
    }
    build_end(&b);
    assert_good(end_tree(&b));
    assert_int_equal(scan.cpu_count, 50);
    for (unsigned int i = 0; i < 50; i++)
        assert_int_equal(scan.cpus[i].reg, i);
}

/* Names that begin as a known one does, or end as one: none is it. */
static void test_names_like_known_ones(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    build_begin(&b, "cpus");
    build_u32(&b, "#address-cells", 1);
    build_begin(&b, "cpu@0");
    build_u32(&b, "regs", 1);
    build_u32(&b, "re", 1);
    build_u32(&b, "", 1);
    build_u32(&b, "Reg", 1);
    build_u32(&b,
              "\xf2"
              "eg",
              1); /* "reg" but for the top bit */
    build_string(&b, "statuss", "disabled");
    build_end(&b);
    build_end(&b);
    build_begin(&b, "cpus1");
    cpu_node(&b, "cpu@1", 1);
    build_end(&b);
    build_begin(&b, "cpu");
    cpu_node(&b, "cpu@1", 1);
    build_end(&b);
    assert_good(end_tree(&b));
    assert_int_equal(scan.cpu_count, 1);
    assert_false(scan.cpus[0].has_reg);
    assert_true(scan.cpus[0].enabled);
}

static void test_which_nodes_are_cpus(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    build_begin(&b, "cpus");
    build_u32(&b, "#address-cells", 1);
    cpu_node(&b, "cpu", 0);
    cpu_node(&b, "cpu@1", 1);
    cpu_node(&b, "cpu-map", 2);
    cpu_node(&b, "cpus", 3);
    cpu_node(&b, "cp", 4);
    build_begin(&b, "core");
    build_u32(&b, "reg", 5);
    build_string(&b, "device_type", "cpu");
    cpu_node(&b, "cpu@6", 6); /* one level down */
    build_end(&b);
    build_begin(&b, "cache");
    build_string(&b, "device_type", "cpus");
    build_end(&b);
    build_begin(&b, "cut");
    build_prop(&b, "device_type", "cpu", 3);
    build_end(&b);
    build_begin(&b, "core");
    build_prop(&b, "device_type", "cpu\0more", 9);
    build_end(&b);
    build_end(&b);
    assert_good(end_tree(&b));
    assert_int_equal(scan.cpu_count, 4);
    assert_int_equal(scan.cpus[0].reg, 0);
    assert_int_equal(scan.cpus[1].reg, 1);
    assert_int_equal(scan.cpus[2].reg, 5);
}

static void test_cpus_beyond_the_array(void **state)
{
    static struct tree_builder b;

    (void)state;
    b = begin_tree();
    build_begin(&b, "cpus");
    build_u32(&b, "#address-cells", 1);
    for (uint32_t i = 0; i < NR_CPUS + 3; i++)
        cpu_node(&b, "cpu", i);
    build_end(&b);
    assert_good(end_tree(&b));
    assert_int_equal(scan.cpu_count, NR_CPUS + 3);
    assert_int_equal(scan.cpus[NR_CPUS - 1].reg, NR_CPUS - 1);
}

static void test_ranges_beyond_the_arrays(void **state)
{
    struct tree_builder b = begin_tree();
    fdt32_t cells[2 * (FDT_SCAN_MAX_RESERVED + 2)];

    (void)state;
    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
        cells[i] = cpu_to_fdt32((uint32_t)i + 1);
    build_begin(&b, "memory@1");
    build_string(&b, "device_type", "memory");
    build_prop(&b, "reg", cells, (FDT_SCAN_MAX_MEMORY + 1) * 8);
    build_end(&b);
    build_begin(&b, "reserved-memory");
    build_u32(&b, "#address-cells", 1);
    build_u32(&b, "#size-cells", 1);
    build_begin(&b, "all");
    build_prop(&b, "reg", cells, sizeof(cells));
    build_end(&b);
    build_end(&b);
    for (int i = 0; i < FDT_SCAN_MAX_DEVICES + 3; i++) {
        build_begin(&b, "device");
        build_string(&b, "compatible", "test,second");
        build_end(&b);
    }
    assert_good(end_tree(&b));
    assert_int_equal(scan.memory_count, FDT_SCAN_MAX_MEMORY);
    assert_int_equal(scan.memory_lost, 1);
    assert_int_equal(scan.reserved_count, FDT_SCAN_MAX_RESERVED);
    assert_int_equal(scan.reserved_lost, 2);
    assert_int_equal(scan.device_count, FDT_SCAN_MAX_DEVICES);
    assert_int_equal(scan.devices_lost, 3);
    assert_int_equal(scan.devices[FDT_SCAN_MAX_DEVICES - 1].match, 1);
}

static void test_empty_ranges_are_none(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    b.reserve[0] = 0x1000;
    b.reserve[2] = 0x2000;
    b.reserve[3] = 1;
    b.reserve_words = 4;
    build_begin(&b, "memory@1000");
    build_string(&b, "device_type", "memory");
    prop_pair(&b, "reg", 0x1000, 0);
    build_end(&b);
    build_begin(&b, "memory@2000");
    build_string(&b, "device_type", "memory");
    prop_pair(&b, "reg", 0x2000, 0x1000);
    build_end(&b);
    assert_good(end_tree(&b));
    assert_int_equal(scan.memory_count, 1);
    assert_int_equal(scan.memory[0].start_pa, 0x2000);
    assert_int_equal(scan.reserved_count, 1);
    assert_int_equal(scan.reserved[0].start_pa, 0x2000);
}

static void test_only_children_are_reserved(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    build_begin(&b, "reserved-memory");
    build_u32(&b, "#address-cells", 1);
    build_u32(&b, "#size-cells", 1);
    prop_pair(&b, "reg", 0x1000, 1);
    build_begin(&b, "child");
    prop_pair(&b, "reg", 0x2000, 1);
    build_begin(&b, "grandchild");
    prop_pair(&b, "reg", 0x3000, 1);
    build_end(&b);
    build_end(&b);
    build_end(&b);
    build_begin(&b, "other");
    build_begin(&b, "child");
    prop_pair(&b, "reg", 0x4000, 1);
    build_end(&b);
    build_end(&b);
    assert_good(end_tree(&b));
    assert_int_equal(scan.reserved_count, 1);
    assert_int_equal(scan.reserved[0].start_pa, 0x2000);
}

static void device(struct tree_builder *b, const char *list, size_t bytes)
{
    build_begin(b, "device");
    build_prop(b, "compatible", list, bytes);
    build_end(b);
}

static void test_compatible_lists(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    device(&b, "test,second\0test,first", 23); /* the node's first match, not the list's */
    device(&b, "x\0yy\0test,first", 16);
    device(&b, "test,firs", 10);
    device(&b, "test,first2", 12);
    device(&b, "test,first", 10); /* no NUL */
    device(&b, "xx\0test,firs", 12);
    device(&b, "", 0);
    device(&b, "", 1); /* an empty string is a string */
    assert_good(end_tree(&b));
    assert_int_equal(scan.device_count, 3);
    assert_int_equal(scan.devices[0].match, 1);
    assert_int_equal(scan.devices[1].match, 0);
    assert_int_equal(scan.devices[2].match, 2);
}

static void test_only_devices_outside_cpus(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    build_begin(&b, "cpus");
    device(&b, "test,first", 11);
    build_begin(&b, "cpu-map");
    device(&b, "test,first", 11);
    build_end(&b);
    build_end(&b);
    device(&b, "test,first", 11);
    assert_good(end_tree(&b));
    assert_int_equal(scan.device_count, 1);
    assert_int_equal(scan.devices[0].depth, 2);
}

static void test_disabled_branches(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    build_begin(&b, "bus");
    build_string(&b, "status", "disabled");
    device(&b, "test,first", 11);
    build_begin(&b, "psci");
    build_string(&b, "compatible", "arm,psci-1.0");
    build_string(&b, "status", "okay");
    build_end(&b);
    build_end(&b);
    device(&b, "test,second", 12); /* behind it, and enabled */
    assert_good(end_tree(&b));
    assert_int_equal(scan.device_count, 1);
    assert_int_equal(scan.devices[0].match, 1);
    assert_false(scan.psci.present);
}

static void psci_node(struct tree_builder *b, const char *compatible, const char *method)
{
    build_begin(b, "psci");
    build_string(b, "method", method);
    build_string(b, "compatible", compatible);
    build_end(b);
}

static void test_psci_methods(void **state)
{
    static const struct {
        const char *text;
        enum fdt_psci_method method;
    } methods[] = {{"hvc", FDT_PSCI_METHOD_HVC},   {"smc", FDT_PSCI_METHOD_SMC},
                   {"", FDT_PSCI_METHOD_NONE},     {"hv", FDT_PSCI_METHOD_NONE},
                   {"hvcc", FDT_PSCI_METHOD_NONE}, {"smc64", FDT_PSCI_METHOD_NONE}};

    (void)state;
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        struct tree_builder b = begin_tree();

        psci_node(&b, "arm,psci-0.2", methods[i].text);
        psci_node(&b, "arm,psci", "smc"); /* the first counts */
        assert_good(end_tree(&b));
        assert_true(scan.psci.present);
        assert_true(scan.psci.has_standard_ids);
        assert_int_equal(scan.psci.method, methods[i].method);
    }
}

static void test_linux_stdout_path(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    build_begin(&b, "chosen");
    build_string(&b, "stdout-path", "new");
    build_string(&b, "linux,stdout-path", "old");
    build_end(&b);
    end_tree(&b);

    struct fdt_scan *found = calloc(1, sizeof(*found));
    void *fdt = build_tree(&b);
    assert_int_equal(scan_for(fdt, compatibles, found, &error), 0);
    assert_string_equal(found->stdout_path, "new");
    free(fdt);
    free(found);
}

static void test_default_cells(void **state)
{
    struct tree_builder b = {0};
    fdt32_t range[] = {cpu_to_fdt32(1), cpu_to_fdt32(2), cpu_to_fdt32(3)};

    (void)state;
    build_begin(&b, "");
    build_begin(&b, "memory");
    build_string(&b, "device_type", "memory");
    build_prop(&b, "reg", range, sizeof(range));
    build_end(&b);
    build_begin(&b, "cpus");
    build_begin(&b, "cpu");
    build_prop(&b, "reg", range, 8);
    build_end(&b);
    build_end(&b);
    assert_good(end_tree(&b));
    assert_int_equal(scan.memory[0].start_pa, 0x100000002);
    assert_int_equal(scan.memory[0].size_bytes, 3);
    assert_int_equal(scan.cpus[0].reg, 0x100000002);
}

static void nest(struct tree_builder *b, int depth)
{
    for (int i = 1; i < depth; i++)
        build_begin(b, "n");
    for (int i = 1; i < depth; i++)
        build_end(b);
}

static void test_depth(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    nest(&b, FDT_SCAN_MAX_DEPTH);
    assert_good(end_tree(&b));

    b = begin_tree();
    nest(&b, FDT_SCAN_MAX_DEPTH + 1);
    assert_refused(end_tree(&b), "nodes are nested too deeply");
}

/* ---- damaged trees: tokens --------------------------------------------------------------- */

static void test_token_order(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    build_begin(&b, "child");
    build_end(&b);
    build_u32(&b, "late", 1);
    assert_refused(end_tree(&b), "a property outside a node or after a subnode");

    b = (struct tree_builder){0};
    build_u32(&b, "early", 1);
    build_begin(&b, "");
    assert_refused(end_tree(&b), "a property outside a node or after a subnode");

    b = begin_tree();
    build_end(&b);
    build_begin(&b, "");
    assert_refused(end_tree(&b), "a second root node");

    b = begin_tree();
    build_end(&b);
    assert_refused(end_tree(&b), "a node ends that did not begin");

    b = begin_tree();
    build_word(&b, FDT_END);
    assert_refused(&b, "the tree ends before its root node");

    b = (struct tree_builder){0};
    build_word(&b, FDT_END);
    assert_refused(&b, "the tree ends before its root node");

    b = begin_tree();
    build_word(&b, 7);
    assert_refused(end_tree(&b), "an unknown token");
}

static void test_block_ends_early(void **state)
{
    struct tree_builder b = {0};

    (void)state;
    assert_refused(&b, "the structure block has no end token");
    b = begin_tree();
    build_end(&b);
    assert_refused(&b, "the structure block has no end token");
    build_word(&b, FDT_NOP);
    assert_refused(&b, "the structure block has no end token");

    b = (struct tree_builder){0};
    build_word(&b, FDT_BEGIN_NODE);
    assert_refused(&b, "a node's name leaves the structure block");
    build_word(&b, 0x61626364); /* "abcd" */
    assert_refused(&b, "a node's name leaves the structure block");

    b = begin_tree();
    build_word(&b, FDT_NOP);
    assert_refused(&b, "the structure block ends inside a node");

    b = begin_tree();
    build_word(&b, FDT_PROP);
    assert_refused(&b, "the structure block ends inside a property");
    build_word(&b, 0);
    build_word(&b, 0);
    assert_refused(&b, "the structure block ends inside a property");
}

static void test_property_bounds(void **state)
{
    static const uint32_t too_long[] = {9, 12, 0x1000, 0x7fffffff, 0xfffffffc, 0xffffffff};

    (void)state;
    for (size_t i = 0; i < sizeof(too_long) / sizeof(too_long[0]); i++) {
        struct tree_builder b = begin_tree();

        build_word(&b, FDT_PROP);
        build_word(&b, too_long[i]);
        build_word(&b, 0);
        build_end(&b);
        build_end(&b);
        build_word(&b, FDT_END);
        assert_refused(&b, "a property's value leaves the structure block");
    }

    static const uint32_t outside[] = {0, 1, 0x1000, 0x7fffffff, 0xffffffff};
    for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
        struct tree_builder b = begin_tree();

        build_word(&b, FDT_PROP);
        build_word(&b, 0);
        build_word(&b, (uint32_t)b.strings_bytes + outside[i]);
        if (outside[i] == 0xffffffff) /* the last byte is inside: that of no string is not */
            b.strings[b.strings_bytes - 1] = 'x';
        assert_refused(end_tree(&b), "a property's name leaves the strings block");
    }
}

/* ---- damaged trees: blocks --------------------------------------------------------------- */

static void assert_header_refused(void (*damage)(void *), const char *what)
{
    struct tree_builder b = begin_tree();
    void *fdt = build_tree(end_tree(&b));

    damage(fdt);
    assert_int_equal(scan_bytes(fdt), -EINVAL);
    assert_string_equal(error.what, what);
}

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

static void test_blocks(void **state)
{
    (void)state;
    assert_header_refused(structure_unaligned, "the structure block is not at a 4-byte boundary");
    assert_header_refused(structure_outside, "the structure block leaves the tree");
    assert_header_refused(structure_beyond, "the structure block leaves the tree");
    assert_header_refused(structure_too_long, "the structure block leaves the tree");
    assert_header_refused(structure_of_part_words, "the structure block leaves the tree");
    assert_header_refused(strings_outside, "the strings block leaves the tree");
    assert_header_refused(strings_too_long, "the strings block leaves the tree");
    assert_header_refused(reserve_unaligned,
                          "the memory reserve block is not at an 8-byte boundary");
    assert_header_refused(reserve_outside, "the memory reserve block leaves the tree");
    assert_header_refused(reserve_endless, "the memory reserve block leaves the tree");
}

static void test_unaligned_tree(void **state)
{
    struct tree_builder b = begin_tree();
    char *fdt = build_tree(end_tree(&b)), *moved;
    size_t bytes = fdt_totalsize(fdt);

    (void)state;
    moved = malloc(bytes + 4);
    memcpy(moved + 4, fdt, bytes);
    assert_int_equal(scan_for(moved + 4, compatibles, &scan, &error), -EINVAL);
    assert_string_equal(error.what, "the tree is not at an 8-byte boundary");
    free(moved);
    free(fdt);
}

/* ---- damaged trees: values --------------------------------------------------------------- */

static struct tree_builder begin_memory(uint32_t address_cells, uint32_t size_cells)
{
    struct tree_builder b = {0};

    build_begin(&b, "");
    build_u32(&b, "#address-cells", address_cells);
    build_u32(&b, "#size-cells", size_cells);
    build_begin(&b, "memory@0");
    build_string(&b, "device_type", "memory");
    return b;
}

static void test_memory_values(void **state)
{
    static const uint32_t bad_cells[][2] = {{0, 1}, {1, 0}, {3, 1}, {1, 3}, {0xffffffff, 1}};
    struct tree_builder b;
    fdt32_t all_ones[4] = {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff};

    (void)state;
    for (size_t i = 0; i < sizeof(bad_cells) / sizeof(bad_cells[0]); i++) {
        b = begin_memory(bad_cells[i][0], bad_cells[i][1]);
        prop_pair(&b, "reg", 1, 1);
        build_end(&b);
        assert_refused(end_tree(&b), "memory's addresses or sizes are not one or two cells long");
    }
    b = begin_memory(1, 1);
    build_prop(&b, "reg", all_ones, 12);
    build_end(&b);
    assert_refused(end_tree(&b), "memory's reg is not a whole number of ranges");
    b = begin_memory(2, 2);
    build_prop(&b, "reg", all_ones, 16);
    build_end(&b);
    assert_refused(end_tree(&b), "a range of memory leaves the address space");

    b = begin_tree();
    b.reserve[0] = UINT64_MAX;
    b.reserve[1] = 1;
    b.reserve_words = 2;
    assert_refused(end_tree(&b), "a reserved range leaves the address space");
}

static void test_cpu_values(void **state)
{
    static const uint32_t bad_cells[] = {0, 3, 0xffffffff};

    (void)state;
    for (size_t i = 0; i < sizeof(bad_cells) / sizeof(bad_cells[0]); i++) {
        struct tree_builder b = begin_tree();

        build_begin(&b, "cpus");
        build_u32(&b, "#address-cells", bad_cells[i]);
        cpu_node(&b, "cpu", 0);
        build_end(&b);
        assert_refused(end_tree(&b), "#address-cells of /cpus is neither 1 nor 2");
    }
}

static void test_short_cpu_reg_is_none(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    build_begin(&b, "cpus");
    build_u32(&b, "#address-cells", 2);
    cpu_node(&b, "cpu", 5);
    build_end(&b);
    assert_good(end_tree(&b));
    assert_int_equal(scan.cpu_count, 1);
    assert_false(scan.cpus[0].has_reg);
}

static void test_numbers_and_strings(void **state)
{
    static const char *const numbers[] = {"#address-cells", "#size-cells"};
    static const char *const strings[] = {"stdout-path", "linux,stdout-path", "bootargs"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct tree_builder b = {0};

        build_begin(&b, "");
        prop_pair(&b, numbers[i], 0, 1);
        assert_refused(end_tree(&b), "a property that is a number is not one cell long");
    }
    for (size_t i = 0; i < 3; i++)
        for (size_t bytes = 0; bytes <= 4; bytes += 4) {
            struct tree_builder b = begin_tree();

            build_begin(&b, "chosen");
            build_prop(&b, strings[i], "text", bytes);
            build_end(&b);
            assert_refused(end_tree(&b), "a property that is a string does not end in NUL");
        }

    struct tree_builder b = begin_tree();
    build_begin(&b, "cpus");
    build_u32(&b, "#address-cells", 1);
    build_begin(&b, "cpu");
    build_prop(&b, "enable-method", "psci", 4);
    build_end(&b);
    build_end(&b);
    assert_refused(end_tree(&b), "a property that is a string does not end in NUL");
}

static void test_error_offset(void **state)
{
    struct tree_builder b = begin_tree();

    (void)state;
    build_begin(&b, "cpus");
    size_t offset = b.structure_bytes;
    build_prop(&b, "enable-method", "psci", 4);
    build_end(&b);
    assert_refused(end_tree(&b), "a property that is a string does not end in NUL");
    assert_int_equal(error.offset_bytes, offset);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_smallest_tree),
        cmocka_unit_test(test_nops_everywhere),
        cmocka_unit_test(test_version_16),
        cmocka_unit_test(test_first_of_two_properties),
        cmocka_unit_test(test_properties_belong_to_one_node),
        cmocka_unit_test(test_many_names),
        cmocka_unit_test(test_names_like_known_ones),
        cmocka_unit_test(test_which_nodes_are_cpus),
        cmocka_unit_test(test_cpus_beyond_the_array),
        cmocka_unit_test(test_ranges_beyond_the_arrays),
        cmocka_unit_test(test_empty_ranges_are_none),
        cmocka_unit_test(test_only_children_are_reserved),
        cmocka_unit_test(test_compatible_lists),
        cmocka_unit_test(test_only_devices_outside_cpus),
        cmocka_unit_test(test_disabled_branches),
        cmocka_unit_test(test_psci_methods),
        cmocka_unit_test(test_linux_stdout_path),
        cmocka_unit_test(test_default_cells),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_token_order),
        cmocka_unit_test(test_block_ends_early),
        cmocka_unit_test(test_property_bounds),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_unaligned_tree),
        cmocka_unit_test(test_memory_values),
        cmocka_unit_test(test_cpu_values),
        cmocka_unit_test(test_short_cpu_reg_is_none),
        cmocka_unit_test(test_numbers_and_strings),
        cmocka_unit_test(test_error_offset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
