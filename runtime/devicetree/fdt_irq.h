/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_IRQ_H
#define MUSTER_RUNTIME_FDT_IRQ_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

struct fdt_device;
struct fdt_scan;

/*
 * Reads the interrupts of a device-tree node (Devicetree Specification 2.4; the cells of a GIC:
 * Linux Documentation/devicetree/bindings/interrupt-controller/arm,gic{,-v3}.yaml).
 *
 * Supported are only interrupts that go straight to the machine's controller. An interrupt-map, or
 * a second controller between the device and the GIC, is not.
 */

struct fdt_irq {
    uint32_t intid; /* the GIC's number: 16 to 31 are private to a CPU, 32 to 1019 are shared */
    bool is_edge;   /* true: triggered by an edge; false: by a level */
};

/* Takes the list of the tree's interrupt controllers from @p scan. The boot CPU calls this before
 * all other functions here except fdt_irq_is_root(). */
void fdt_irq_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(fdt_irq_init);

/* Says which node, by its libfdt offset, is the interrupt controller that a driver drives, and
 * whether the first cell of its interrupts is a number among the private ones, or the cells are a
 * GIC's. The boot CPU calls this once, when it has found the driver. */
void fdt_irq_set_controller(int node_offset, bool numbers_are_private)
    MUSTER_LINK_NAME(fdt_irq_set_controller);

/* Returns true if the interrupts of an interrupt controller go to no other one, but to the CPUs: it
 * has no interrupt parent, or is its own (Specification 2.4.1.1). */
bool fdt_irq_is_root(const struct fdt_device *controller) MUSTER_LINK_NAME(fdt_irq_is_root);

/*
 * Reads entry @p index of the interrupts of the node at libfdt offset @p node.
 *
 * Returns 0; -ENOENT when the node has no such entry; -EINVAL when a property is damaged;
 * -EOPNOTSUPP for another controller, or for an interrupt that the GIC's driver does not support
 * (message interrupts, extended ranges).
 */
int fdt_irq(int node, unsigned int index, struct fdt_irq *irq) MUSTER_LINK_NAME(fdt_irq);

/* Does the same for a device that fdt_scan() has found. Faster, because the device carries the path
 * to its ancestors. */
int fdt_irq_of_device(const struct fdt_device *device, unsigned int index, struct fdt_irq *irq)
    MUSTER_LINK_NAME(fdt_irq_of_device);

#endif
