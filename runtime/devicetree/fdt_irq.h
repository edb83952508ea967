/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_IRQ_H
#define MUSTER_RUNTIME_FDT_IRQ_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

struct fdt_device;

/*
 * Interrupts in the device tree that booted (Devicetree Specification 2.4; cells of a GIC: Linux
 * Documentation/devicetree/bindings/interrupt-controller/arm,gic{,-v3}.yaml). Only those that come
 * straight to the machine's GIC: no interrupt-map, no controller behind it.
 */

struct fdt_irq {
    uint32_t intid; /* the GIC's number: 16 to 31 a CPU's own, 32 to 1019 shared */
    bool is_edge;   /* triggered by an edge, not by a level */
};

/*
 * Entry @p index of the interrupts of the node at libfdt offset @p node. Returns 0; -ENOENT when it
 * has no such entry; -EINVAL when a property is damaged; -EOPNOTSUPP for another controller, or
 * an interrupt that the GIC's driver does not take (message interrupts, extended ranges).
 */
int fdt_irq(int node, unsigned int index, struct fdt_irq *irq) MUSTER_LINK_NAME(fdt_irq);

/* The same for a node that fdt_scan() has found, without a search for its ancestors. */
int fdt_irq_of_device(const struct fdt_device *device, unsigned int index, struct fdt_irq *irq)
    MUSTER_LINK_NAME(fdt_irq_of_device);

#endif
