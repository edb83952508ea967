/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_GIC_LINES_H
#define MUSTER_RUNTIME_GIC_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/irq.h>
#include <muster/linkage.h>

/*
 * Reads and writes the GIC's registers that have a field for each interrupt.
 *
 * These registers stand at the same offsets in the distributor of GICv2 (IHI 0048 4.3), in the
 * distributor of GICv3 (IHI 0069 12.9) and in the SGI frame of a GICv3 redistributor (12.10), which
 * has those of the private interrupts. The parameter @p base is the address of one of these three.
 */
#define GIC_IGROUPR 0x0080
#define GIC_ISENABLER 0x0100
#define GIC_ICENABLER 0x0180
#define GIC_ISPENDR 0x0200
#define GIC_ICPENDR 0x0280
#define GIC_ICACTIVER 0x0380
#define GIC_IPRIORITYR 0x0400
#define GIC_ICFGR 0x0c00
#define GIC_ICFGR_EDGE 2u /* of the two bits of an interrupt */

/* The same in GICv2 and GICv3; its field ITLinesNumber says how many interrupts there are. */
#define GICD_TYPER 0x0004

/* Returns the first interrupt number that the distributor does not have. */
unsigned int gic_lines_limit(uintptr_t distributor) MUSTER_LINK_NAME(gic_lines_limit);
/* Disables and deactivates all shared interrupts, whatever the firmware has left. */
void gic_lines_reset(uintptr_t distributor) MUSTER_LINK_NAME(gic_lines_reset);
/* Sets up a shared interrupt: triggered by level, of the middle priority, in @p group. */
void gic_lines_prepare(uintptr_t distributor, unsigned int irq, unsigned int group)
    MUSTER_LINK_NAME(gic_lines_prepare);
/* Writes 1 to the interrupt's bit of a register that sets or clears the bits written as 1. */
void gic_lines_write_bit(uintptr_t base, unsigned int first_register, unsigned int irq)
    MUSTER_LINK_NAME(gic_lines_write_bit);
/* Returns the interrupt's bit of such a register. */
bool gic_lines_read_bit(uintptr_t base, unsigned int first_register, unsigned int irq)
    MUSTER_LINK_NAME(gic_lines_read_bit);
void gic_lines_set_priority(uintptr_t base, unsigned int irq, uint8_t priority)
    MUSTER_LINK_NAME(gic_lines_set_priority);
void gic_lines_set_trigger(uintptr_t distributor, unsigned int irq, enum muster_irq_trigger trigger)
    MUSTER_LINK_NAME(gic_lines_set_trigger);

#endif
