/* SPDX-License-Identifier: MIT */
/* How often the look-up of an interrupt searches the whole device tree for a controller. */
#include <errno.h>
#include <libfdt.h>
#include <stdlib.h>

#include "cmocka_test.h"
#include "irq_tree.h"

/* Builds a tree in which a device has @p entries interrupts of the other controller and then one of
 * the GIC, and @p spare controllers stand before both. */
static void *build_long_list(unsigned int spare, unsigned int entries)
{
    struct tree_builder b = {0};
    struct shape s = good();
    fdt32_t *list = calloc(3 * entries + 4, sizeof(*list)), *at = list;

    for (unsigned int i = 0; i < entries; i++, at += 3)
        at[0] = cpu_to_fdt32(OTHER_PHANDLE);
    *at++ = cpu_to_fdt32(GIC_PHANDLE);
    at[1] = cpu_to_fdt32(3);
    build_begin(&b, "");
    for (unsigned int i = 0; i < spare; i++) {
        begin_controller(&b, "spare", 100 + i, &s.gic_cells);
        build_end(&b);
    }
    build_gic(&b, &s);
    begin_controller(&b, "other", OTHER_PHANDLE, &s.other_cells);
    build_end(&b);
    build_begin(&b, "device");
    build_string(&b, "compatible", "test,device");
    build_prop(&b, "interrupts-extended", list, sizeof(*list) * (3 * entries + 4));
    build_end(&b);
    build_end(&b);
    build_word(&b, FDT_END);
    free(list);
    return build_tree(&b);
}

/* Counts libfdt's searches of the whole tree. */
static unsigned int searches;
int __real_fdt_node_offset_by_phandle(const void *fdt, uint32_t phandle);
int __wrap_fdt_node_offset_by_phandle(const void *fdt, uint32_t phandle);
int __wrap_fdt_node_offset_by_phandle(const void *fdt, uint32_t phandle)
{
    searches++;
    return __real_fdt_node_offset_by_phandle(fdt, phandle);
}

static void assert_searches(unsigned int spare, unsigned int entries, unsigned int expected)
{
    void *fdt = build_long_list(spare, entries);
    struct fdt_irq irq;

    scan_tree(fdt);
    searches = 0;
    assert_int_equal(fdt_irq_of_device(&irq_scan.devices[0], entries, &irq), 0);
    assert_int_equal(irq.intid, 35);
    assert_int_equal(searches, expected);
    assert_int_equal(fdt_irq_of_device(&irq_scan.devices[0], entries + 1, &irq), -ENOENT);
    irq_tree = NULL;
    free(fdt);
}

static void test_long_lists(void **state)
{
    (void)state;
    assert_searches(0, 600, 0);
    assert_searches(FDT_SCAN_MAX_CONTROLLERS - 2, 50, 0);
    assert_searches(FDT_SCAN_MAX_CONTROLLERS - 1, 50, 50); /* the scan has lost the other one */
    assert_searches(FDT_SCAN_MAX_CONTROLLERS, 50, 51);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
