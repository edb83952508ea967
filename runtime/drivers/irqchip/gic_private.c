/* SPDX-License-Identifier: MIT */
/* Saves and restores the set-up of a CPU's private interrupts, for both GIC drivers; see
 * gic_private.h. */
#include "drivers/irqchip/gic_private.h"

uint32_t gic_private_config(uint32_t edge)
{
    uint32_t config = 0;

    for (edge >>= IRQ_FIRST_PRIVATE; edge; edge &= edge - 1)
        config |= GIC_ICFGR_EDGE << 2 * __builtin_ctz(edge);
    return config;
}

void gic_private_save(uintptr_t base, struct gic_private_state *state)
{
    state->groups = muster_mmio_read32(base + GIC_IGROUPR);
    state->enabled = muster_mmio_read32(base + GIC_ISENABLER);
    state->ppi_config = muster_mmio_read32(base + GIC_PPI_ICFGR);
    for (unsigned int word = 0; word < GIC_PRIVATE_IRQS / 4; word++)
        state->priorities[word] = muster_mmio_read32(base + GIC_IPRIORITYR + 4 * word);
}

void gic_private_restore(uintptr_t base, const struct gic_private_state *state)
{
    muster_mmio_write32(base + GIC_IGROUPR, state->groups);
    muster_mmio_write32(base + GIC_PPI_ICFGR, state->ppi_config);
    for (unsigned int word = 0; word < GIC_PRIVATE_IRQS / 4; word++)
        muster_mmio_write32(base + GIC_IPRIORITYR + 4 * word, state->priorities[word]);
    muster_mmio_write32(base + GIC_ICACTIVER, UINT32_MAX);
    gic_private_enable(base, state->enabled);
}
