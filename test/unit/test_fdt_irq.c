/* SPDX-License-Identifier: MIT */
/* Interrupts in the device tree: good ones, each way to be wrong, and properties of junk. */
#include <errno.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include <muster/fdt.h>

#include "cmocka_test.h"
#include "devicetree/fdt_irq.h"
#include "devicetree/fdt_scan.h"
#include "ipi/irqchip.h"
#include "scan_for.h"
#include "tree_builder.h"

#define GIC_PHANDLE 7
#define OTHER_PHANDLE 8

static const void *tree;

const void *muster_fdt(void)
{
    return tree;
}

struct cells {
    size_t count; /* 0: there is no such property */
    uint32_t cells[12];
    size_t odd_bytes; /* more than whole cells */
};
#define CELLS(...)                                                                                 \
    {                                                                                              \
        .count = sizeof((uint32_t[]){__VA_ARGS__}) / 4, .cells = { __VA_ARGS__ }                   \
    }

/*
 * root: a GIC, another controller, a bus with a device.
 */
struct shape {
    struct cells root_parent, bus_parent, device_parent; /* interrupt-parent */
    struct cells gic_cells, other_cells;                 /* #interrupt-cells */
    struct cells bus_cells;                              /* the bus is a controller itself */
    struct cells interrupts, extended;
    struct cells gic_parent, gic_extended; /* of the GIC itself */
    bool gic_in_other;                     /* the GIC stands below the other controller */
};

static void put(struct tree_builder *b, const char *name, const struct cells *cells)
{
    fdt32_t swapped[13] = {0};

    if (cells->count == 0 && cells->odd_bytes == 0)
        return;
    for (size_t i = 0; i < cells->count; i++)
        swapped[i] = cpu_to_fdt32(cells->cells[i]);
    build_prop(b, name, swapped, 4 * cells->count + cells->odd_bytes);
}

static bool has_old_phandles;

static void begin_controller(struct tree_builder *b, const char *name, uint32_t phandle,
                             const struct cells *cells)
{
    build_begin(b, name);
    build_u32(b, has_old_phandles ? "linux,phandle" : "phandle", phandle);
    put(b, "#interrupt-cells", cells);
}

static void build_gic(struct tree_builder *b, const struct shape *shape)
{
    begin_controller(b, "gic", GIC_PHANDLE, &shape->gic_cells);
    build_string(b, "compatible", "test,gic");
    put(b, "interrupt-parent", &shape->gic_parent);
    put(b, "interrupts-extended", &shape->gic_extended);
    build_end(b);
}

static void build(struct tree_builder *b, const struct shape *shape)
{
    build_begin(b, "");
    put(b, "interrupt-parent", &shape->root_parent);
    if (!shape->gic_in_other)
        build_gic(b, shape);
    begin_controller(b, "other", OTHER_PHANDLE, &shape->other_cells);
    if (shape->gic_in_other)
        build_gic(b, shape);
    build_end(b);
    build_begin(b, "bus");
    put(b, "interrupt-parent", &shape->bus_parent);
    put(b, "#interrupt-cells", &shape->bus_cells);
    build_begin(b, "device");
    build_string(b, "compatible", "test,device");
    put(b, "interrupt-parent", &shape->device_parent);
    put(b, "interrupts", &shape->interrupts);
    put(b, "interrupts-extended", &shape->extended);
    build_end(b);
    build_end(b);
    build_end(b);
    build_word(b, FDT_END);
}

/* Scans the tree that fdt_irq() reads from now on. */
static struct fdt_scan scan;
static void scan_tree(const void *fdt)
{
    static const char *const compatibles[] = {"test,device", NULL};
    struct fdt_scan_error scan_error;

    tree = fdt;
    assert_int_equal(scan_for(fdt, compatibles, &scan, &scan_error), 0);
    assert_int_equal(scan.device_count, 1);
    fdt_irq_init(&scan);
    fdt_irq_set_controller(fdt_path_offset(fdt, "/gic"));
}

/* Both ways of asking have the same answer; so does a tree with its blocks in the other order. */
static int ask(const struct shape *shape, unsigned int index, struct fdt_irq *irq)
{
    int result = 0;

    for (int last = 0; last <= 1; last++) {
        struct tree_builder b = {.structure_last = last};
        struct fdt_irq other = {0};

        build(&b, shape);
        void *fdt = build_tree(&b);
        scan_tree(fdt);
        result = fdt_irq(scan.devices[0].node_offset, index, irq);
        assert_int_equal(fdt_irq_of_device(&scan.devices[0], index, &other), result);
        if (result == 0) {
            assert_int_equal(irq->intid, other.intid);
            assert_int_equal(irq->is_edge, other.is_edge);
        }
        tree = NULL;
        free(fdt);
    }
    return result;
}

static struct shape good(void)
{
    return (struct shape){.root_parent = CELLS(GIC_PHANDLE),
                          .gic_cells = CELLS(3),
                          .other_cells = CELLS(2),
                          .interrupts = CELLS(1, 13, 4, 1, 14, 8, 0, 5, 1)};
}

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
    assert_int_equal(fdt_irq_of_device(&scan.devices[0], entries, &irq), 0);
    assert_int_equal(irq.intid, 35);
    assert_int_equal(searches, expected);
    assert_int_equal(fdt_irq_of_device(&scan.devices[0], entries + 1, &irq), -ENOENT);
    tree = NULL;
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

static void assert_root(const struct shape *shape, bool expected)
{
    static const char *const compatibles[] = {"test,gic", NULL};
    struct fdt_scan_error scan_error;
    struct tree_builder b = {0};

    build(&b, shape);
    void *fdt = build_tree(&b);
    tree = fdt;
    assert_int_equal(scan_for(fdt, compatibles, &scan, &scan_error), 0);
    assert_int_equal(fdt_irq_is_root(&scan.devices[0]), expected);
    tree = NULL;
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
    tree = NULL;
    free(fdt);
}

static uint32_t next_random(void)
{
    static uint32_t random = 1;

    random = random * 1664525 + 1013904223;
    return random >> 8;
}

/* Returns mostly small numbers and phandles, which get far. */
static struct cells junk(size_t max_count)
{
    static const uint32_t likely[] = {0, 1, 2, 3, 4, GIC_PHANDLE, OTHER_PHANDLE, 13, UINT32_MAX};
    struct cells cells = {.count = next_random() % (max_count + 1)};

    for (size_t i = 0; i < cells.count; i++)
        cells.cells[i] = likely[next_random() % (sizeof(likely) / sizeof(likely[0]))];
    if (next_random() % 8 == 0)
        cells.odd_bytes = next_random() % 4;
    return cells;
}

/* Checks that there is no read outside the tree, which the sanitizer sees, and no unknown error. */
static void test_junk(void **state)
{
    (void)state;
    for (unsigned int round = 0; round < 100000; round++) {
        struct shape s = good();
        struct fdt_irq irq = {0};

        if (next_random() % 2)
            s.interrupts = junk(12);
        if (next_random() % 2)
            s.extended = junk(12);
        if (next_random() % 4 == 0)
            s.root_parent = junk(2);
        if (next_random() % 4 == 0)
            s.bus_parent = junk(1);
        if (next_random() % 4 == 0)
            s.device_parent = junk(1);
        if (next_random() % 4 == 0)
            s.gic_cells = junk(1);
        if (next_random() % 4 == 0)
            s.other_cells = junk(1);
        if (next_random() % 8 == 0)
            s.bus_cells = junk(1);
        int result = ask(&s, next_random() % 5, &irq);
        if (result == 0)
            assert_in_range(irq.intid, 16, 1019);
        else
            assert_true(result == -ENOENT || result == -EINVAL || result == -EOPNOTSUPP);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types_and_numbers),
        cmocka_unit_test(test_parents),
        cmocka_unit_test(test_cells_of_the_gic),
        cmocka_unit_test(test_extended),
        cmocka_unit_test(test_long_lists),
        cmocka_unit_test(test_old_phandles),
        cmocka_unit_test(test_root),
        cmocka_unit_test(test_offsets_that_are_no_node),
        cmocka_unit_test(test_junk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
