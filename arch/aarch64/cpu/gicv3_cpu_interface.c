/* SPDX-License-Identifier: MIT */
#include "arch/gicv3_cpu_interface.h"
#include "aarch64/cpu/sysreg.h"

/*
 * Accesses the CPU interface of GICv3 (IHI 0069, 12.2), which is in system registers. The
 * distributor and the redistributors are in memory: runtime/drivers/irqchip/gicv3.c.
 */

#define WRITE_SYSREG(name, value)                                                                  \
    __asm__ volatile("msr " SYSREG_STRING(name) ", %0" : : "r"((uint64_t)(value)) : "memory")
#define READ_SYSREG(name)                                                                          \
    __extension__({                                                                                \
        uint64_t sysreg_value;                                                                     \
        __asm__ volatile("mrs %0, " SYSREG_STRING(name) : "=r"(sysreg_value) : : "memory");        \
        sysreg_value;                                                                              \
    })

#define PMR_ALL_PRIORITIES 0xff
#define IGRPEN_ENABLE 1
#define CTLR_PRIBITS_SHIFT 8
#define CTLR_PRIBITS_MASK 7
#define SGI1R_INTID_SHIFT 24
#define SGI1R_AFF1_SHIFT 16
#define SGI1R_AFF2_SHIFT 32
#define SGI1R_RANGE_SHIFT 44
#define SGI1R_AFF3_SHIFT 48
#define TARGETS_OF_RANGE 16
#define SGI1R_IRM_ALL_OTHERS (UINT64_C(1) << 40)

static void isb(void)
{
    __asm__ volatile("isb" ::: "memory");
}

bool arch_gicv3_available(void)
{
    uint64_t pfr0 = READ_SYSREG(id_aa64pfr0_el1);
    if (!((pfr0 >> ID_AA64PFR0_GIC_SHIFT) & 0xf))
        return false;
    WRITE_SYSREG(SYS_ICC_SRE_EL1, READ_SYSREG(SYS_ICC_SRE_EL1) | ICC_SRE_SRE);
    isb();
    return READ_SYSREG(SYS_ICC_SRE_EL1) & ICC_SRE_SRE;
}

void arch_gicv3_cpu_enable(void)
{
    WRITE_SYSREG(SYS_ICC_SRE_EL1, ICC_SRE_SRE);
    isb(); /* SRE decides whether the registers below exist */
    WRITE_SYSREG(SYS_ICC_PMR_EL1, PMR_ALL_PRIORITIES);
    WRITE_SYSREG(SYS_ICC_CTLR_EL1, 0);  /* EOImode 0: one write ends and deactivates */
    WRITE_SYSREG(SYS_ICC_AP1R0_EL1, 0); /* no priority that the firmware has left is active */
    WRITE_SYSREG(SYS_ICC_IGRPEN1_EL1, IGRPEN_ENABLE);
    isb();
}

void arch_gicv3_cpu_disable(void)
{
    WRITE_SYSREG(SYS_ICC_IGRPEN1_EL1, 0);
    isb();
}

/* Where group 0 belongs to EL3, the priority mask is seen shifted, and the lowest implemented bit
 * reads as 0 here (IHI 0069 4.8.6). So this function writes that bit and reads it back. Writing the
 * mask never traps. */
bool arch_gicv3_has_group0(void)
{
    uint64_t bits = ((READ_SYSREG(SYS_ICC_CTLR_EL1) >> CTLR_PRIBITS_SHIFT) & CTLR_PRIBITS_MASK) + 1;
    uint64_t lowest = UINT64_C(1) << (8 - bits), before = READ_SYSREG(SYS_ICC_PMR_EL1);

    WRITE_SYSREG(SYS_ICC_PMR_EL1, lowest);
    isb();
    bool has = READ_SYSREG(SYS_ICC_PMR_EL1) != 0;
    WRITE_SYSREG(SYS_ICC_PMR_EL1, before);
    isb();
    return has;
}

void arch_gicv3_nmi_enable(void)
{
    /* no grouping: its priority interrupts the handler of any other */
    WRITE_SYSREG(SYS_ICC_BPR0_EL1, 0);
    WRITE_SYSREG(SYS_ICC_AP0R0_EL1, 0);
    WRITE_SYSREG(SYS_ICC_IGRPEN0_EL1, IGRPEN_ENABLE);
    isb(); /* before FIQs are unmasked, since the interrupt can come at once */
    __asm__ volatile("msr daifclr, %0" : : "i"(DAIF_FIQ) : "memory");
}

void arch_gicv3_nmi_disable(void)
{
    __asm__ volatile("msr daifset, %0" : : "i"(DAIF_FIQ) : "memory");
    WRITE_SYSREG(SYS_ICC_IGRPEN0_EL1, 0);
    isb();
}

uint32_t arch_gicv3_nmi_acknowledge(void)
{
    uint32_t intid = (uint32_t)READ_SYSREG(SYS_ICC_IAR0_EL1);
    __asm__ volatile("dsb sy" ::: "memory"); /* DSB: as in arch_gicv3_acknowledge() */
    return intid;
}

void arch_gicv3_nmi_end(uint32_t intid)
{
    WRITE_SYSREG(SYS_ICC_EOIR0_EL1, intid);
    isb();
}

uint32_t arch_gicv3_acknowledge(void)
{
    uint32_t intid = (uint32_t)READ_SYSREG(SYS_ICC_IAR1_EL1);
    /* DSB: the acknowledge takes effect before the handler's accesses (IHI 0069 4.1.1). */
    __asm__ volatile("dsb sy" ::: "memory");
    return intid;
}

void arch_gicv3_end(uint32_t intid)
{
    WRITE_SYSREG(SYS_ICC_EOIR1_EL1, intid);
    isb();
}

uint64_t arch_gicv3_target(uint64_t hwid)
{
    uint64_t aff0 = hwid & 0xff, aff1 = (hwid >> 8) & 0xff, aff2 = (hwid >> 16) & 0xff,
             aff3 = (hwid >> 32) & 0xff;

    return aff3 << SGI1R_AFF3_SHIFT | aff0 / TARGETS_OF_RANGE << SGI1R_RANGE_SHIFT |
           aff2 << SGI1R_AFF2_SHIFT | aff1 << SGI1R_AFF1_SHIFT |
           UINT64_C(1) << aff0 % TARGETS_OF_RANGE;
}

void arch_gicv3_send(uint64_t target, uint32_t intid)
{
    /* DSB: earlier stores are visible to a CPU that takes the interrupt (IHI 0069 12.1). */
    __asm__ volatile("dsb ishst" ::: "memory");
    WRITE_SYSREG(SYS_ICC_SGI1R_EL1, target | (uint64_t)intid << SGI1R_INTID_SHIFT);
    isb();
}

void arch_gicv3_send_nmi(uint64_t target, uint32_t intid)
{
    __asm__ volatile("dsb ishst" ::: "memory"); /* DSB: as in arch_gicv3_send() */
    WRITE_SYSREG(SYS_ICC_SGI0R_EL1, target | (uint64_t)intid << SGI1R_INTID_SHIFT);
    isb();
}

void arch_gicv3_send_all_others(uint32_t intid)
{
    arch_gicv3_send(SGI1R_IRM_ALL_OTHERS, intid);
}
