/* SPDX-License-Identifier: MIT */
/* Interrupts in the device tree: good ones, and each way to be wrong. */
#include <errno.h>
#include <libfdt.h>
#include <stdlib.h>

#include "cmocka_test.h"
#include "ipi/irqchip.h"
#include "irq_tree.h"
#include "scan_for.h"

static void assert_irq(const struct shape *shape, unsigned int index, uint32_t intid, bool is_edge)
{
    struct fdt_irq irq = {0};

    assert_int_equal(ask(shape, index, &irq), 0);
    assert_int_equal(irq.intid, intid);
    assert_int_equal(irq.is_edge, is_edge);
}

static void assert_error(const struct shape *shape, unsigned int index, int error)
{
    struct fdt_irq irq;

    assert_int_equal(ask(shape, index, &irq), error);
}

static void test_types_and_numbers(void **state)
{
    (void)state;
    struct shape s = good();
    assert_irq(&s, 0, 29, false);
    assert_irq(&s, 1, 30, false);
    assert_irq(&s, 2, 37, true);
    assert_error(&s, 3, -ENOENT);
    assert_error(&s, UINT32_MAX, -ENOENT);
    s.interrupts = (struct cells)CELLS(1, 15, 2, 1, 16, 4, 0, 987, 4, 0, 988, 4);
    assert_irq(&s, 0, 31, true);
    assert_error(&s, 1, -EINVAL);
    assert_irq(&s, 2, 1019, false);
    assert_error(&s, 3, -EINVAL);
    s.interrupts = (struct cells)CELLS(2, 0, 4, 3, 0, 4, 4, 0, 4, 0, UINT32_MAX, 4);
    assert_error(&s, 0, -EOPNOTSUPP);
    assert_error(&s, 1, -EOPNOTSUPP);
    assert_error(&s, 2, -EINVAL);
    assert_error(&s, 3, -EINVAL);
    s.interrupts = (struct cells){0};
    assert_error(&s, 0, -ENOENT);
}

static void test_parents(void **state)
{
    (void)state;
    struct shape s = good();
    s.root_parent = (struct cells)CELLS(OTHER_PHANDLE);
    assert_error(&s, 0, -EINVAL); /* 9 cells are no whole number of 2 */
    s.interrupts = (struct cells)CELLS(1, 13, 4, 1, 14, 8);
    assert_error(&s, 0, -EOPNOTSUPP);
    s.bus_parent = (struct cells)CELLS(GIC_PHANDLE); /* the nearest counts */
    assert_irq(&s, 0, 29, false);
    s.device_parent = (struct cells)CELLS(OTHER_PHANDLE);
    assert_error(&s, 0, -EOPNOTSUPP);
    s = good();
    s.bus_cells = (struct cells)CELLS(3); /* a controller, though it has no phandle */
    assert_error(&s, 0, -EOPNOTSUPP);
    s.device_parent = (struct cells)CELLS(GIC_PHANDLE);
    assert_irq(&s, 0, 29, false);
    s = good();
    s.root_parent = (struct cells){0};
    assert_error(&s, 0, -EINVAL);
    s.root_parent = (struct cells)CELLS(99);
    assert_error(&s, 0, -EINVAL);
    s.root_parent = (struct cells)CELLS(GIC_PHANDLE, GIC_PHANDLE);
    assert_error(&s, 0, -EINVAL);
    s.root_parent = (struct cells){.count = 0, .odd_bytes = 3};
    assert_error(&s, 0, -EINVAL);
}

static void test_cells_of_the_gic(void **state)
{
    (void)state;
    struct shape s = good();
    s.gic_cells = (struct cells){0};
    assert_error(&s, 0, -EINVAL);
    s.gic_cells = (struct cells)CELLS(0);
    assert_error(&s, 0, -EINVAL);
    s.gic_cells = (struct cells)CELLS(UINT32_MAX);
    assert_error(&s, 0, -EINVAL);
    s.gic_cells = (struct cells)CELLS(2);
    s.interrupts = (struct cells)CELLS(1, 13);
    assert_error(&s, 0, -EOPNOTSUPP);
    s.gic_cells = (struct cells)CELLS(4);
    s.interrupts = (struct cells)CELLS(1, 13, 4, 0, 1, 13, 4, 99);
    assert_irq(&s, 0, 29, false);
    assert_error(&s, 1, -EOPNOTSUPP);
    s.interrupts = (struct cells)CELLS(1, 13, 4, 0, 1);
    assert_error(&s, 0, -EINVAL);
    s.interrupts = (struct cells){.count = 4, .cells = {1, 13, 4, 0}, .odd_bytes = 1};
    assert_error(&s, 0, -EINVAL);
}

static void test_extended(void **state)
{
    (void)state;
    struct shape s = good();
    s.extended = (struct cells)CELLS(OTHER_PHANDLE, 1, 2, GIC_PHANDLE, 0, 3, 4, 99, 1);
    assert_error(&s, 0, -EOPNOTSUPP);
    assert_irq(&s, 1, 35, false); /* and `interrupts` does not count */
    assert_error(&s, 2, -EINVAL);
    s.extended = (struct cells)CELLS(GIC_PHANDLE, 0, 3, 4);
    assert_error(&s, 1, -ENOENT);
    s.extended = (struct cells)CELLS(GIC_PHANDLE, 0, 3);
    assert_error(&s, 0, -EINVAL);
    s.extended = (struct cells)CELLS(GIC_PHANDLE);
    assert_error(&s, 0, -EINVAL);
    s.extended = (struct cells){.count = 4, .cells = {GIC_PHANDLE, 0, 3, 4}, .odd_bytes = 2};
    assert_error(&s, 0, -EINVAL);
    s.extended = (struct cells)CELLS(OTHER_PHANDLE, 1, 2, GIC_PHANDLE, 0, 3, 4);
    s.other_cells = (struct cells){0};
    assert_error(&s, 1, -EINVAL);
}

static void assert_root(const struct shape *shape, bool expected)
{
    static const char *const compatibles[] = {"test,gic", NULL};
    struct fdt_scan_error scan_error;
    struct tree_builder b = {0};

    build(&b, shape);
    void *fdt = build_tree(&b);
    irq_tree = fdt;
    assert_int_equal(scan_for(fdt, compatibles, &irq_scan, &scan_error), 0);
    assert_int_equal(fdt_irq_is_root(&irq_scan.devices[0]), expected);
    irq_tree = NULL;
    free(fdt);
}

static void test_root(void **state)
{
    (void)state;
    struct shape s = good();
    assert_root(&s, true); /* by the root node, it is its own parent */
    s.root_parent = (struct cells){0};
    assert_root(&s, true);
    s.root_parent = (struct cells)CELLS(OTHER_PHANDLE);
    assert_root(&s, false);
    s.gic_parent = (struct cells)CELLS(GIC_PHANDLE); /* the nearest counts */
    assert_root(&s, true);
    s.gic_extended = (struct cells)CELLS(OTHER_PHANDLE, 1, 2);
    assert_root(&s, false);
    s.gic_extended = (struct cells)CELLS(GIC_PHANDLE, 1, 9, 4); /* its maintenance interrupt */
    s.gic_parent = (struct cells)CELLS(OTHER_PHANDLE);
    assert_root(&s, true);
    s = good();
    s.root_parent = (struct cells){0};
    s.gic_in_other = true; /* a controller above it is its parent */
    assert_root(&s, false);
    s.other_cells = (struct cells){0};
    assert_root(&s, true);
    s.gic_parent = (struct cells){.odd_bytes = 3};
    assert_root(&s, false);
}

static void test_old_phandles(void **state)
{
    (void)state;
    struct shape s = good();
    has_old_phandles = true;
    assert_irq(&s, 0, 29, false);
    assert_root(&s, true);
    has_old_phandles = false;
}

static void test_offsets_that_are_no_node(void **state)
{
    struct fdt_irq irq;
    struct tree_builder b = {0};
    struct shape s = good();

    (void)state;
    build(&b, &s);
    void *fdt = build_tree(&b);
    scan_tree(fdt);
    assert_int_equal(fdt_irq(-1, 0, &irq), -EINVAL);
    assert_int_equal(fdt_irq(2, 0, &irq), -EINVAL);
    assert_int_equal(fdt_irq(8, 0, &irq), -EINVAL);
    assert_int_equal(fdt_irq(1 << 20, 0, &irq), -EINVAL);
    enum muster_irq_trigger trigger;
    int node = fdt_path_offset(fdt, "/bus/device");
    assert_int_equal(muster_irq_from_fdt(node, 2, &trigger), 37);
    assert_int_equal(trigger, MUSTER_IRQ_EDGE);
    assert_int_equal(muster_irq_from_fdt(node, 0, &trigger), 29);
    assert_int_equal(trigger, MUSTER_IRQ_LEVEL);
    assert_int_equal(muster_irq_from_fdt(node, 0, NULL), 29);
    assert_int_equal(muster_irq_from_fdt(node, 3, &trigger), -ENOENT);
    irq_tree = NULL;
    free(fdt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types_and_numbers),
        cmocka_unit_test(test_parents),
        cmocka_unit_test(test_cells_of_the_gic),
        cmocka_unit_test(test_extended),
        cmocka_unit_test(test_old_phandles),
        cmocka_unit_test(test_root),
        cmocka_unit_test(test_offsets_that_are_no_node),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
