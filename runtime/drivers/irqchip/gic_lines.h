/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_GIC_LINES_H
#define MUSTER_RUNTIME_GIC_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/irq.h>
#include <muster/linkage.h>

/*
 * The registers that hold something for each interrupt. They stand at the same offsets in the
 * distributors of GICv2 (IHI 0048 4.3) and GICv3 (IHI 0069 12.9), and in a GICv3 redistributor's
 * SGI frame (12.10), which has those of the private interrupts: the base is one of these.
 */
#define GIC_IGROUPR 0x0080
#define GIC_ISENABLER 0x0100
#define GIC_ICENABLER 0x0180
#define GIC_ISPENDR 0x0200
#define GIC_ICPENDR 0x0280
#define GIC_ICACTIVER 0x0380
#define GIC_IPRIORITYR 0x0400
#define GIC_ICFGR 0x0c00

/* GICD_TYPER.ITLinesNumber, in both. */
#define GICD_TYPER 0x0004

/* The first number beyond the interrupts that the distributor has. */
unsigned int gic_lines_limit(uintptr_t distributor) MUSTER_LINK_NAME(gic_lines_limit);
/* No shared interrupt is enabled or active, whatever the firmware has left. */
void gic_lines_reset(uintptr_t distributor) MUSTER_LINK_NAME(gic_lines_reset);
/* A shared interrupt: level, of the middle priority, and in a group. */
void gic_lines_prepare(uintptr_t distributor, unsigned int irq, unsigned int group)
    MUSTER_LINK_NAME(gic_lines_prepare);
/* Writes the interrupt's bit of a register that sets or clears what is written as 1. */
void gic_lines_write_bit(uintptr_t base, unsigned int first_register, unsigned int irq)
    MUSTER_LINK_NAME(gic_lines_write_bit);
bool gic_lines_read_bit(uintptr_t base, unsigned int first_register, unsigned int irq)
    MUSTER_LINK_NAME(gic_lines_read_bit);
void gic_lines_set_priority(uintptr_t base, unsigned int irq, uint8_t priority)
    MUSTER_LINK_NAME(gic_lines_set_priority);
void gic_lines_set_trigger(uintptr_t distributor, unsigned int irq, enum muster_irq_trigger trigger)
    MUSTER_LINK_NAME(gic_lines_set_trigger);

#endif
