/* SPDX-License-Identifier: MIT */
/* The table of properties, and each read with values of the right and of every other form. */
#include <errno.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/fdt.h>

#include "cmocka_test.h"
#include "console_capture.h"
#include "devicetree/fdt_read.h"
#include "tree_builder.h"

#define MAX_BYTES 13

static const char value[MAX_BYTES + 1] = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77};
static const void *tree;
static int node;

const void *muster_fdt(void)
{
    return tree;
}

/* Makes a tree of a node that has @p which with this value, and others around it. */
static void begin(enum known_property which, const void *bytes, size_t count)
{
    struct tree_builder b = {0};

    build_begin(&b, "");
    build_begin(&b, "node@1");
    build_u32(&b, "first", 1);
    build_prop(&b, fdt_properties[which].name, bytes, count);
    build_u32(&b, "last", 2);
    build_end(&b);
    build_begin(&b, "other");
    build_end(&b);
    build_end(&b);
    build_word(&b, FDT_END);
    tree = build_tree(&b);
    node = fdt_path_offset(tree, "/node@1");
    console_capture_clear();
}

static void end(void)
{
    free((void *)tree);
    tree = NULL;
}

/* ---- the table ------------------------------------------------------------------------------- */

static void test_table(void **state)
{
    (void)state;
    for (unsigned int i = 1; i < PROP_COUNT; i++) {
        assert_int_equal(fdt_properties[i].name_bytes, strlen(fdt_properties[i].name));
        assert_in_range(fdt_properties[i].name_bytes, 1, sizeof(fdt_properties[i].name) - 1);
        for (unsigned int other = 1; other < i; other++)
            assert_string_not_equal(fdt_properties[i].name, fdt_properties[other].name);
    }
}

/* Names with the same first character must stand side by side, since the walk ends its search
 * there. */
static void test_order_for_the_walk(void **state)
{
    (void)state;
    for (unsigned int i = 2; i < PROP_WALK_COUNT; i++)
        assert_true(fdt_properties[i - 1].name[0] <= fdt_properties[i].name[0]);
}

/* The types as the bindings state them, written here a second time. */
static void test_types(void **state)
{
    static const struct {
        const char *name;
        enum fdt_type type;
    } expected[] = {
        {"#address-cells", FDT_TYPE_U32},
        {"#size-cells", FDT_TYPE_U32},
        {"#gpio-cells", FDT_TYPE_U32},
        {"#interrupt-cells", FDT_TYPE_U32},
        {"#redistributor-regions", FDT_TYPE_U32},
        {"redistributor-stride", FDT_TYPE_U64},
        {"active-delay", FDT_TYPE_U32},
        {"active-delay-ms", FDT_TYPE_U32},
        {"alignment", FDT_TYPE_CELLS},
        {"alloc-ranges", FDT_TYPE_CELLS},
        {"allwinner,erratum-unknown1", FDT_TYPE_FLAG},
        {"arm,psci-suspend-param", FDT_TYPE_U32},
        {"big-endian", FDT_TYPE_FLAG},
        {"bootargs", FDT_TYPE_STRING},
        {"clock-frequency", FDT_TYPE_U32},
        {"compatible", FDT_TYPE_STRINGS},
        {"cpu", FDT_TYPE_U32},
        {"cpu-idle-states", FDT_TYPE_CELLS},
        {"cpu-release-addr", FDT_TYPE_CELLS},
        {"cpu_off", FDT_TYPE_U32},
        {"cpu_on", FDT_TYPE_U32},
        {"cpu_suspend", FDT_TYPE_U32},
        {"device_type", FDT_TYPE_STRING},
        {"enable-method", FDT_TYPE_STRINGS},
        {"entry-latency-us", FDT_TYPE_U32},
        {"exit-latency-us", FDT_TYPE_U32},
        {"fsl,erratum-a008585", FDT_TYPE_FLAG},
        {"gpios", FDT_TYPE_CELLS},
        {"hisilicon,erratum-161010101", FDT_TYPE_FLAG},
        {"inactive-delay", FDT_TYPE_U32},
        {"inactive-delay-ms", FDT_TYPE_U32},
        {"interrupt-names", FDT_TYPE_STRINGS},
        {"interrupt-parent", FDT_TYPE_U32},
        {"interrupts", FDT_TYPE_CELLS},
        {"interrupts-extended", FDT_TYPE_CELLS},
        {"linux,initrd-end", FDT_TYPE_CELLS},
        {"linux,initrd-start", FDT_TYPE_CELLS},
        {"linux,phandle", FDT_TYPE_U32},
        {"linux,stdout-path", FDT_TYPE_STRING},
        {"linux,usable-memory", FDT_TYPE_CELLS},
        {"linux,usable-memory-range", FDT_TYPE_CELLS},
        {"local-timer-stop", FDT_TYPE_FLAG},
        {"mask", FDT_TYPE_U32},
        {"method", FDT_TYPE_STRING},
        {"migrate", FDT_TYPE_U32},
        {"min-residency-us", FDT_TYPE_U32},
        {"no-map", FDT_TYPE_FLAG},
        {"numa-node-id", FDT_TYPE_U32},
        {"offset", FDT_TYPE_U32},
        {"open-source", FDT_TYPE_FLAG},
        {"phandle", FDT_TYPE_U32},
        {"ranges", FDT_TYPE_CELLS},
        {"reg", FDT_TYPE_CELLS},
        {"reg-io-width", FDT_TYPE_U32},
        {"reg-offset", FDT_TYPE_U32},
        {"reg-shift", FDT_TYPE_U32},
        {"regmap", FDT_TYPE_U32},
        {"rng-seed", FDT_TYPE_BYTES},
        {"size", FDT_TYPE_CELLS},
        {"status", FDT_TYPE_STRING},
        {"stdout-path", FDT_TYPE_STRING},
        {"system-power-controller", FDT_TYPE_FLAG},
        {"timeout-ms", FDT_TYPE_U32},
        {"value", FDT_TYPE_U32},
        {"wait-delay", FDT_TYPE_U32},
        {"wakeup-latency-us", FDT_TYPE_U32},
    };
    const size_t count = sizeof(expected) / sizeof(expected[0]);
    unsigned int known = 0;

    (void)state;
    for (unsigned int i = 1; i < PROP_COUNT; i++)
        for (size_t e = 0; e < count; e++)
            if (strcmp(fdt_properties[i].name, expected[e].name) == 0) {
                assert_int_equal(fdt_properties[i].type, expected[e].type);
                known++;
            }
    assert_int_equal(known, count);
    assert_int_equal(known, PROP_COUNT - 1);
}

/* ---- values ---------------------------------------------------------------------------------- */

static void check_number(enum known_property which, size_t bytes)
{
    bool is_u32 = fdt_properties[which].type == FDT_TYPE_U32;
    size_t right_bytes = is_u32 ? 4 : 8;
    uint64_t right = is_u32 ? 0x11223344 : 0x1122334455667700, number = 5;
    uint32_t narrow = 6;
    int expected = bytes == right_bytes ? 0 : -EINVAL;
    char message[120];

    assert_int_equal(fdt_read_number(node, which, &number), expected);
    assert_int_equal(number, expected ? 5 : right);
    assert_int_equal(fdt_read_u32(node, which, &narrow), is_u32 ? expected : -EINVAL);
    assert_int_equal(narrow, is_u32 && !expected ? right : 6);
    assert_int_equal(fdt_number_or(node, which, 7), expected ? 7 : right);
    snprintf(message, sizeof(message), "muster: device tree: node@1: %s is not %s long: ignored\n",
             fdt_properties[which].name, is_u32 ? "one cell" : "two cells");
    assert_string_equal(console_captured(), expected ? message : "");
}

static void check_cells(enum known_property which, size_t bytes)
{
    const fdt32_t *cells = NULL;
    size_t count = 99;
    int error = fdt_read_cells(node, which, &cells, &count);

    assert_int_equal(error, bytes % 4 ? -EINVAL : 0);
    assert_int_equal(count, error ? 99 : bytes / 4);
    if (!error && count >= 2)
        assert_int_equal(fdt_number_of_cells(cells, 2), 0x1122334455667700);
}

/* Reads each property of the table with values of all lengths. */
static void test_lengths(void **state)
{
    (void)state;
    for (unsigned int which = 1; which < PROP_COUNT; which++)
        for (size_t bytes = 0; bytes <= MAX_BYTES; bytes++) {
            begin(which, value, bytes);
            assert_true(fdt_has(node, which));
            switch (fdt_properties[which].type) {
            case FDT_TYPE_U32:
            case FDT_TYPE_U64:
                check_number(which, bytes);
                break;
            case FDT_TYPE_CELLS:
                check_cells(which, bytes);
                break;
            default:
                break;
            }
            end();
        }
}

static void test_absent(void **state)
{
    const fdt32_t *cells;
    size_t count;
    uint64_t number;
    uint32_t narrow;

    (void)state;
    for (unsigned int which = 1; which < PROP_COUNT; which++) {
        begin(which, value, 4);
        node = fdt_path_offset(tree, "/other");
        assert_false(fdt_has(node, which));
        assert_int_equal(fdt_read_number(node, which, &number), -ENOENT);
        assert_int_equal(fdt_number_or(node, which, 7), 7);
        if (fdt_properties[which].type == FDT_TYPE_U32)
            assert_int_equal(fdt_read_u32(node, which, &narrow), -ENOENT);
        assert_int_equal(fdt_read_cells(node, which, &cells, &count), -ENOENT);
        assert_int_equal(fdt_string_index(node, which, "a"), -ENOENT);
        assert_string_equal(console_captured(), "");
        end();
    }
}

/* Each property of a range is found, and none that is not there or not in the range. */
static void test_which(void **state)
{
    const enum known_property first = PROP_ALLWINNER_ERRATUM_UNKNOWN1, last = PROP_CLOCK_FREQUENCY;

    (void)state;
    for (unsigned int which = 1; which < PROP_COUNT; which++) {
        uint32_t expected = which >= first && which <= last ? UINT32_C(1) << (which - first) : 0;
        begin(which, value, 4);
        assert_int_equal(fdt_which(node, first, last), expected);
        node = fdt_path_offset(tree, "/other");
        assert_int_equal(fdt_which(node, first, last), 0);
        end();
    }
}

static void assert_index(const char *list, size_t bytes, const char *text, int index)
{
    static const enum known_property lists[] = {PROP_COMPATIBLE, PROP_ENABLE_METHOD,
                                                PROP_INTERRUPT_NAMES};

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        begin(lists[i], list, bytes);
        assert_int_equal(fdt_string_index(node, lists[i], text), index);
        end();
    }
}

static void test_phandles(void **state)
{
    (void)state;
    begin(PROP_PHANDLE, value, 4);
    assert_int_equal(fdt_read_phandle(node), 0x11223344);
    end();
    begin(PROP_LINUX_PHANDLE, value, 4);
    assert_int_equal(fdt_read_phandle(node), 0x11223344);
    end();
    begin(PROP_PHANDLE, value, 5);
    assert_int_equal(fdt_read_phandle(node), 0);
    end();
    begin(PROP_REG, value, 4);
    assert_int_equal(fdt_read_phandle(node), 0);
    end();
}

static void test_strings(void **state)
{
    (void)state;
    assert_index("phys\0virt\0", 10, "phys", 0);
    assert_index("phys\0virt\0", 10, "virt", 1);
    assert_index("phys\0virt\0", 10, "hyp-phys", -ENOENT);
    assert_index("phys\0virt\0", 10, "", -ENOENT);
    assert_index("\0virt", 6, "virt", 1);
    assert_index("phys\0virt", 9, "phys", -EINVAL);
    assert_index("", 0, "phys", -EINVAL);
}

static void assert_enabled(const char *status, size_t bytes, bool expected)
{
    begin(PROP_STATUS, status, bytes);
    assert_int_equal(fdt_is_enabled(node), expected);
    end();
}

static void test_status(void **state)
{
    (void)state;
    assert_enabled("okay", 5, true);
    assert_enabled("ok", 3, true);
    assert_enabled("disabled", 9, false);
    assert_enabled("fail\0okay", 10, false);
    assert_enabled("okay", 4, false);
    assert_enabled("", 0, false);
    begin(PROP_REG, value, 4);
    assert_true(fdt_is_enabled(node));
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),    cmocka_unit_test(test_order_for_the_walk),
        cmocka_unit_test(test_types),    cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_absent),   cmocka_unit_test(test_which),
        cmocka_unit_test(test_strings),  cmocka_unit_test(test_status),
        cmocka_unit_test(test_phandles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
