/* SPDX-License-Identifier: MIT */
#include "drivers/irqchip/gic_secure.h"

#include <errno.h>

#include "arch/el3.h"
#include "drivers/irqchip/gic_lines.h"
#include "drivers/irqchip/gicv3_redistributors.h"
#include "drivers/irqchip/gicv3_wait.h"
#include "ipi/irqchip.h"

/* Sets up the secure side of a GIC through EL3; see gic_secure.h. */

#define GIC_IGRPMODR 0x0d00
#define GICC_PMR 0x04
#define PMR_ALL_PRIORITIES 0xff
/* The secure view of GICv3's control register */
#define GICD_CTLR 0x0000
#define GICD_CTLR_ARE_S (1u << 4)
#define GICD_CTLR_ARE_NS (1u << 5)
#define GICD_CTLR_DS (1u << 6)
#define GICR_WAKER (-GICR_FRAME_BYTES + 0x0014)
#define GICR_WAKER_PROCESSOR_SLEEP (1u << 1)
#define GICR_WAKER_CHILDREN_ASLEEP (1u << 2)
/* As in gicv3_wait.c: the architecture sets no limit. */
#define MAX_LOOKS 1000000
#define LINES_OF_REGISTER 32

/* Returns true once the bits are 0 in the register, false if they stay. */
static bool is_cleared(uintptr_t address, uint32_t bits)
{
    for (unsigned int looks = 0; looks < MAX_LOOKS; looks++)
        if (!(arch_el3_read32(address) & bits))
            return true;
    return false;
}

/* Puts the shared interrupts into group 1. */
static void give_away_shared(uintptr_t distributor, unsigned int limit)
{
    for (unsigned int irq = IRQ_FIRST_SHARED; irq < limit; irq += LINES_OF_REGISTER)
        arch_el3_write32(distributor + GIC_IGROUPR + irq / 8, UINT32_MAX);
}

void gicv2_secure_init(uintptr_t distributor, unsigned int limit)
{
    arch_el3_write32(distributor + GICD_CTLR, 0);
    give_away_shared(distributor, limit);
}

/* The non-secure side cannot write a mask below 0x80 (IHI 0048 4.4.2). */
void gicv2_secure_init_cpu(uintptr_t distributor, uintptr_t cpu_interface)
{
    arch_el3_write32(distributor + GIC_IGROUPR, UINT32_MAX);
    arch_el3_write32(cpu_interface + GICC_PMR, PMR_ALL_PRIORITIES);
}

/* DS, ARE_S and ARE_NS change only while all groups are disabled (IHI 0069 12.9.4). */
int gicv3_secure_init(uintptr_t distributor, unsigned int limit)
{
    uintptr_t control = distributor + GICD_CTLR;

    arch_el3_write32(control, 0);
    if (!is_cleared(control, GICD_CTLR_RWP))
        return -EIO;
    arch_el3_write32(control, GICD_CTLR_DS);
    if (!is_cleared(control, GICD_CTLR_RWP))
        return -EIO;
    if (arch_el3_read32(control) & GICD_CTLR_DS)
        return 0;

    arch_el3_write32(control, GICD_CTLR_ARE_S | GICD_CTLR_ARE_NS);
    if (!is_cleared(control, GICD_CTLR_RWP))
        return -EIO;
    give_away_shared(distributor, limit);
    for (unsigned int irq = IRQ_FIRST_SHARED; irq < limit; irq += LINES_OF_REGISTER)
        arch_el3_write32(distributor + GIC_IGRPMODR + irq / 8, 0);
    return 1;
}

bool gicv3_secure_init_cpu(uintptr_t frame)
{
    uintptr_t waker = frame + GICR_WAKER;

    arch_el3_write32(waker, arch_el3_read32(waker) & ~GICR_WAKER_PROCESSOR_SLEEP);
    if (!is_cleared(waker, GICR_WAKER_CHILDREN_ASLEEP))
        return false;
    arch_el3_write32(frame + GIC_IGROUPR, UINT32_MAX);
    arch_el3_write32(frame + GIC_IGRPMODR, 0);
    return true;
}
