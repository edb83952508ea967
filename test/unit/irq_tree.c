/* SPDX-License-Identifier: MIT */
#include "irq_tree.h"

#include <libfdt.h>
#include <stdlib.h>

#include <muster/fdt.h>

#include "cmocka_test.h"
#include "scan_for.h"

const void *irq_tree;

const void *muster_fdt(void)
{
    return irq_tree;
}

struct shape good(void)
{
    return (struct shape){.root_parent = CELLS(GIC_PHANDLE),
                          .gic_cells = CELLS(3),
                          .other_cells = CELLS(2),
                          .interrupts = CELLS(1, 13, 4, 1, 14, 8, 0, 5, 1)};
}

static void put(struct tree_builder *b, const char *name, const struct cells *cells)
{
    fdt32_t swapped[13] = {0};

    if (cells->count == 0 && cells->odd_bytes == 0)
        return;
    for (size_t i = 0; i < cells->count; i++)
        swapped[i] = cpu_to_fdt32(cells->cells[i]);
    build_prop(b, name, swapped, 4 * cells->count + cells->odd_bytes);
}

bool has_old_phandles;

void begin_controller(struct tree_builder *b, const char *name, uint32_t phandle,
                      const struct cells *cells)
{
    build_begin(b, name);
    build_u32(b, has_old_phandles ? "linux,phandle" : "phandle", phandle);
    put(b, "#interrupt-cells", cells);
}

void build_gic(struct tree_builder *b, const struct shape *shape)
{
    begin_controller(b, "gic", GIC_PHANDLE, &shape->gic_cells);
    build_string(b, "compatible", "test,gic");
    put(b, "interrupt-parent", &shape->gic_parent);
    put(b, "interrupts-extended", &shape->gic_extended);
    build_end(b);
}

void build(struct tree_builder *b, const struct shape *shape)
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

struct fdt_scan irq_scan;

void scan_tree(const void *fdt)
{
    static const char *const compatibles[] = {"test,device", NULL};
    struct fdt_scan_error scan_error;

    irq_tree = fdt;
    assert_int_equal(scan_for(fdt, compatibles, &irq_scan, &scan_error), 0);
    assert_int_equal(irq_scan.device_count, 1);
    fdt_irq_init(&irq_scan);
    fdt_irq_set_controller(fdt_path_offset(fdt, "/gic"), false);
}

int ask(const struct shape *shape, unsigned int index, struct fdt_irq *irq)
{
    int result = 0;

    for (int last = 0; last <= 1; last++) {
        struct tree_builder b = {.structure_last = last};
        struct fdt_irq other = {0};

        build(&b, shape);
        void *fdt = build_tree(&b);
        scan_tree(fdt);
        result = fdt_irq(irq_scan.devices[0].node_offset, index, irq);
        assert_int_equal(fdt_irq_of_device(&irq_scan.devices[0], index, &other), result);
        if (result == 0) {
            assert_int_equal(irq->intid, other.intid);
            assert_int_equal(irq->is_edge, other.is_edge);
        }
        irq_tree = NULL;
        free(fdt);
    }
    return result;
}
