/* SPDX-License-Identifier: MIT */
/* Accesses the registers with a field for each interrupt, for both GIC drivers; see gic_lines.h. */
#include "drivers/irqchip/gic_lines.h"

#include <muster/mmio.h>

#include "ipi/irqchip.h"

#define TYPER_IT_LINES_MASK 0x1f
#define LINES_OF_REGISTER 32
#define ICFGR_LINES_OF_REGISTER 16

unsigned int gic_lines_limit(uintptr_t distributor)
{
    uint32_t typer = muster_mmio_read32(distributor + GICD_TYPER);
    unsigned int limit = LINES_OF_REGISTER * ((typer & TYPER_IT_LINES_MASK) + 1);
    return limit < IRQ_LIMIT ? limit : IRQ_LIMIT;
}

void gic_lines_reset(uintptr_t distributor)
{
    unsigned int limit = gic_lines_limit(distributor);

    for (unsigned int irq = IRQ_FIRST_SHARED; irq < limit; irq += LINES_OF_REGISTER) {
        muster_mmio_write32(distributor + GIC_ICENABLER + irq / 8, UINT32_MAX);
        muster_mmio_write32(distributor + GIC_ICACTIVER + irq / 8, UINT32_MAX);
    }
}

void gic_lines_write_bit(uintptr_t base, unsigned int first_register, unsigned int irq)
{
    muster_mmio_write32(base + first_register + irq / LINES_OF_REGISTER * 4,
                        UINT32_C(1) << irq % LINES_OF_REGISTER);
}

bool gic_lines_read_bit(uintptr_t base, unsigned int first_register, unsigned int irq)
{
    return muster_mmio_read32(base + first_register + irq / LINES_OF_REGISTER * 4) >>
               irq % LINES_OF_REGISTER &
           1;
}

void gic_lines_set_priority(uintptr_t base, unsigned int irq, uint8_t priority)
{
    muster_mmio_write8(base + GIC_IPRIORITYR + irq, priority);
}

void gic_lines_set_trigger(uintptr_t distributor, unsigned int irq, enum muster_irq_trigger trigger)
{
    uintptr_t config = distributor + GIC_ICFGR + irq / ICFGR_LINES_OF_REGISTER * 4;
    uint32_t edge = GIC_ICFGR_EDGE << irq % ICFGR_LINES_OF_REGISTER * 2;
    uint32_t value = muster_mmio_read32(config) & ~edge;

    muster_mmio_write32(config, trigger == MUSTER_IRQ_EDGE ? value | edge : value);
}

void gic_lines_prepare(uintptr_t distributor, unsigned int irq, unsigned int group)
{
    uintptr_t groups = distributor + GIC_IGROUPR + irq / LINES_OF_REGISTER * 4;
    uint32_t bit = UINT32_C(1) << irq % LINES_OF_REGISTER,
             others = muster_mmio_read32(groups) & ~bit;

    muster_mmio_write32(groups, group ? others | bit : others);
    gic_lines_set_trigger(distributor, irq, MUSTER_IRQ_LEVEL);
    gic_lines_set_priority(distributor, irq, IRQ_PRIORITY_DEFAULT);
}
