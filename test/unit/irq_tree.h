/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_IRQ_TREE_H
#define TEST_UNIT_IRQ_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "devicetree/fdt_irq.h"
#include "devicetree/fdt_scan.h"
#include "tree_builder.h"

/* Device trees for tests of fdt_irq(): interrupt controllers and a device that has interrupts. */

#define GIC_PHANDLE 7
#define OTHER_PHANDLE 8

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

/* Returns a shape in which all is well: the device has three interrupts of the GIC. */
struct shape good(void);

/* From now on, phandles are built as properties of the old name, "linux,phandle". */
extern bool has_old_phandles;

/* Begins the node of an interrupt controller. */
void begin_controller(struct tree_builder *b, const char *name, uint32_t phandle,
                      const struct cells *cells);

/* Builds the node of the GIC. */
void build_gic(struct tree_builder *b, const struct shape *shape);

/* Builds the whole tree of the shape. */
void build(struct tree_builder *b, const struct shape *shape);

/* The tree that muster_fdt() returns. A test clears it before it frees the tree. */
extern const void *irq_tree;

/* What scan_tree() has found. */
extern struct fdt_scan irq_scan;

/* Scans the tree that fdt_irq() reads from now on. */
void scan_tree(const void *fdt);

/* Builds and scans the shape, and asks for an interrupt of the device. Both ways of asking have the
 * same answer; so does a tree with its blocks in the other order. Returns that answer. */
int ask(const struct shape *shape, unsigned int index, struct fdt_irq *irq);

#endif
