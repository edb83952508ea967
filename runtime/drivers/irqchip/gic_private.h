/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_GIC_PRIVATE_H
#define MUSTER_RUNTIME_GIC_PRIVATE_H

#include <stdint.h>

#include <muster/linkage.h>
#include <muster/mmio.h>

#include "drivers/irqchip/gic_lines.h"
#include "ipi/irqchip.h"

/*
 * Sets up, saves and restores the registers of a CPU's private interrupts: SGIs and PPIs.
 *
 * @p base is the address of GICv2's distributor, where these registers are banked for each CPU, or
 * of the SGI frame of the CPU's GICv3 redistributor (gic_lines.h). Called on the CPU itself, with
 * interrupts masked. What each CPU does on its way up is inline.
 */

#define GIC_PRIVATE_IRQS 32
#define GIC_ALL_SGIS 0x0000ffffu
/* one word holds the priorities of four interrupts */
#define GIC_DEFAULT_PRIORITIES (IRQ_PRIORITY_DEFAULT * 0x01010101u)
/* the triggers of the PPIs; an SGI is always triggered by an edge */
#define GIC_PPI_ICFGR (GIC_ICFGR + 4)

/* The set-up of a CPU's private interrupts, while the CPU is in a power-down state. */
struct gic_private_state {
    uint32_t groups, enabled, ppi_config, priorities[GIC_PRIVATE_IRQS / 4];
};

/* Returns the triggers of the PPIs as the register has them, two bits for each. */
uint32_t gic_private_config(uint32_t edge) MUSTER_LINK_NAME(gic_private_config);

/* Disables all private interrupts. On a GICv3 the caller then waits for GICR_CTLR.RWP. */
static inline void gic_private_disable(uintptr_t base)
{
    muster_mmio_write32(base + GIC_ICENABLER, UINT32_MAX);
}

/* Enables the interrupts in @p enabled. Reading makes sure that all writes have arrived: the CPU
 * looks for work after that. */
static inline void gic_private_enable(uintptr_t base, uint32_t enabled)
{
    muster_mmio_write32(base + GIC_ISENABLER, enabled);
    muster_mmio_read32(base + GIC_ISENABLER);
}

/* Sets up the interrupts, which are disabled: none is pending or active, @p groups has a bit for
 * each, all have the middle priority. */
static inline void gic_private_init(uintptr_t base, uint32_t groups, uint32_t edge)
{
    muster_mmio_write32(base + GIC_IGROUPR, groups);
    muster_mmio_write32(base + GIC_PPI_ICFGR, edge ? gic_private_config(edge) : 0);
#pragma GCC unroll 8
    for (unsigned int irq = 0; irq < GIC_PRIVATE_IRQS; irq += 4)
        muster_mmio_write32(base + GIC_IPRIORITYR + irq, GIC_DEFAULT_PRIORITIES);
    muster_mmio_write32(base + GIC_ICPENDR, UINT32_MAX);
    muster_mmio_write32(base + GIC_ICACTIVER, UINT32_MAX);
}

void gic_private_save(uintptr_t base, struct gic_private_state *state)
    MUSTER_LINK_NAME(gic_private_save);
/* Sets up the interrupts, which are disabled, as they were at gic_private_save(). */
void gic_private_restore(uintptr_t base, const struct gic_private_state *state)
    MUSTER_LINK_NAME(gic_private_restore);

#endif
