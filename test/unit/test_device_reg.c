/* SPDX-License-Identifier: MIT */
/* Reads a reg, translated by the buses above; these have numbers of cells, or leave them to buses
 * above. */
#include <errno.h>
#include <libfdt.h>
#include <stdlib.h>

#include <muster/fdt.h>

#include "cmocka_test.h"
#include "devicetree/device.h"
#include "tree_table.h"

static const void *tree;

const void *muster_fdt(void)
{
    return tree;
}

#define CELLS_OF(address, size) U32("#address-cells", address), U32("#size-cells", size)
#define DEVICE NODE("device"), BYTES("reg", reg, sizeof(reg) - 1), END_NODE

/* Asks for entry @p index of /bus/device's reg. */
static void check(const struct tree_item *table, unsigned int index, int result, uint64_t pa,
                  uint64_t size_bytes)
{
    struct tree_builder b = {0};
    uint64_t found_pa = 0, found_size = 0;

    build_table(&b, table);
    void *fdt = build_tree(&b);
    tree = fdt;
    struct fdt_device device = {.node_offset = fdt_path_offset(fdt, "/bus/device"), .depth = 3};
    device.path[1] = fdt_path_offset(fdt, "/bus");
    device.path[2] = device.node_offset;
    assert_int_equal(device_reg(&device, index, &found_pa, &found_size), result);
    if (result == 0) {
        assert_int_equal(found_pa, pa);
        assert_int_equal(found_size, size_bytes);
    }
    tree = NULL;
    free(fdt);
}

#define NUMBER(last) "\0\0\0" last
#define RANGES(value) CUT("ranges", value)

/* reg of four cells: addresses and sizes of one cell are two entries, of two cells one. */
static const char reg[] = NUMBER("\1") NUMBER("\2") NUMBER("\3") NUMBER("\4");

static void test_bus_has_its_cells(void **state)
{
    const struct tree_item *const table =
        TREE(NODE(""), CELLS_OF(2, 2), NODE("bus"), CELLS_OF(1, 1), RANGES(""), DEVICE, END_NODE,
             FINISH);

    (void)state;
    check(table, 0, 0, 1, 2);
    check(table, 1, 0, 3, 4);
    check(table, 2, -ENOENT, 0, 0);
}

static void test_bus_has_the_cells_above(void **state)
{
    const struct tree_item *const two =
        TREE(NODE(""), CELLS_OF(2, 2), NODE("bus"), RANGES(""), DEVICE, END_NODE, FINISH);
    const struct tree_item *const one =
        TREE(NODE(""), CELLS_OF(1, 1), NODE("bus"), RANGES(""), DEVICE, END_NODE, FINISH);
    const struct tree_item *const mixed =
        TREE(NODE(""), CELLS_OF(1, 1), NODE("bus"), U32("#address-cells", 2),
             RANGES(NUMBER("\1") NUMBER("\0") NUMBER("\7") NUMBER("\5")), DEVICE, END_NODE, FINISH);

    (void)state;
    check(two, 0, 0, 0x100000002, 0x300000004);
    check(two, 1, -ENOENT, 0, 0);
    check(one, 1, 0, 3, 4);
    check(mixed, 0, 0, 9, 3);
}

static void test_no_cells_at_all(void **state)
{
    const struct tree_item *const table =
        TREE(NODE(""), NODE("bus"), RANGES(""), DEVICE, END_NODE, FINISH);

    (void)state;
    check(table, 0, 0, 0x100000002, 3);
    check(table, 1, -ENOENT, 0, 0);
}

static void test_damaged_cells(void **state)
{
    const struct tree_item *const pair =
        TREE(NODE(""), CELLS_OF(2, 2), NODE("bus"), PAIR("#size-cells", 1, 1), RANGES(""), DEVICE,
             END_NODE, FINISH);
    const struct tree_item *const three =
        TREE(NODE(""), CELLS_OF(2, 2), NODE("bus"), CELLS_OF(3, 1), RANGES(""), DEVICE, END_NODE,
             FINISH);
    const struct tree_item *const none = TREE(NODE(""), CELLS_OF(2, 2), NODE("bus"), CELLS_OF(1, 0),
                                              RANGES(""), DEVICE, END_NODE, FINISH);

    (void)state;
    check(pair, 0, -EINVAL, 0, 0);
    check(three, 0, -EINVAL, 0, 0);
    check(none, 0, -EINVAL, 0, 0);
}

static void test_ranges(void **state)
{
    const struct tree_item *const absent =
        TREE(NODE(""), CELLS_OF(1, 1), NODE("bus"), DEVICE, END_NODE, FINISH);
    const struct tree_item *const other =
        TREE(NODE(""), CELLS_OF(1, 1), NODE("bus"), RANGES(NUMBER("\2") NUMBER("\0") NUMBER("\5")),
             DEVICE, END_NODE, FINISH);
    const struct tree_item *const odd =
        TREE(NODE(""), CELLS_OF(1, 1), NODE("bus"), RANGES("\1"), DEVICE, END_NODE, FINISH);

    (void)state;
    check(absent, 0, -ENXIO, 0, 0);
    check(other, 0, -ENXIO, 0, 0);
    check(other, 1, 0, 1, 4);
    check(odd, 0, -EINVAL, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bus_has_its_cells),
        cmocka_unit_test(test_no_cells_at_all),
        cmocka_unit_test(test_bus_has_the_cells_above),
        cmocka_unit_test(test_damaged_cells),
        cmocka_unit_test(test_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
