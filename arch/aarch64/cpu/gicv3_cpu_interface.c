/* SPDX-License-Identifier: MIT */
#include "arch/gicv3_cpu_interface.h"

#include "aarch64/cpu/id_override.h"
#include "aarch64/cpu/sysreg.h"
#include "aarch64/cpu/sysreg_access.h"

/*
 * Accesses the CPU interface of GICv3 (IHI 0069, 12.2), which is in system registers. The
 * distributor and the redistributors are in memory: runtime/drivers/irqchip/gicv3.c.
 */

#define PMR_ALL_PRIORITIES 0xff
#define BPR_LEAST 0 /* the CPU takes the least value that it has */
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

/* Returns how many bits of a priority the CPU interface has, less one: 4 to 7. */
static unsigned int priority_bits_less_1(void)
{
    return (READ_SYSREG(SYS_ICC_CTLR_EL1) >> CTLR_PRIBITS_SHIFT) & CTLR_PRIBITS_MASK;
}

/* SRE stays 0 where ICC_SRE_EL2 or ICC_SRE_EL3 says so (IHI 0069 12.2.21); the bypass bits beside
 * it are the firmware's. */
static inline __attribute__((always_inline)) bool use_system_registers(void)
{
    uint64_t sre = READ_SYSREG(SYS_ICC_SRE_EL1);

    if (sre & ICC_SRE_SRE) /* most CPUs have no other interface */
        return true;
    WRITE_SYSREG(SYS_ICC_SRE_EL1, sre | ICC_SRE_SRE);
    sysreg_isb(); /* SRE decides whether the other registers exist */
    return READ_SYSREG(SYS_ICC_SRE_EL1) & ICC_SRE_SRE;
}

/* Without the ID field the access to ICC_SRE_EL1 is UNDEFINED. */
bool arch_gicv3_available(void)
{
    uint64_t pfr0 = READ_SYSREG(id_aa64pfr0_el1);

    return id_field(PFR0, ID_AA64PFR0_GIC_SHIFT, pfr0) && use_system_registers();
}

/* Clears the active priorities behind the first 32 levels of preemption. There is a register for
 * each 32 levels, and a register that does not exist is UNDEFINED (IHI 0069 12.2.1, 12.2.2). */
static __attribute__((noinline, cold)) void clear_more_priorities(unsigned int bits, bool group0)
{
    WRITE_SYSREG(SYS_ICC_AP1R1_EL1, 0);
    if (group0)
        WRITE_SYSREG(SYS_ICC_AP0R1_EL1, 0);
    if (bits < 7)
        return;
    WRITE_SYSREG(SYS_ICC_AP1R2_EL1, 0);
    WRITE_SYSREG(SYS_ICC_AP1R3_EL1, 0);
    if (!group0)
        return;
    WRITE_SYSREG(SYS_ICC_AP0R2_EL1, 0);
    WRITE_SYSREG(SYS_ICC_AP0R3_EL1, 0);
}

/* An interrupt that an earlier stage has not ended leaves its priority active, and would keep out
 * all interrupts that are not more urgent. So no priority is active afterwards. */
bool arch_gicv3_cpu_enable(bool group0)
{
    if (!use_system_registers())
        return false;
    WRITE_SYSREG(SYS_ICC_PMR_EL1, PMR_ALL_PRIORITIES);
    WRITE_SYSREG(SYS_ICC_CTLR_EL1, 0); /* EOImode 0: one write ends and deactivates */
    WRITE_SYSREG(SYS_ICC_BPR1_EL1, BPR_LEAST);
    WRITE_SYSREG(SYS_ICC_AP1R0_EL1, 0);
    unsigned int bits = priority_bits_less_1() + 1;
    if (bits > 5)
        clear_more_priorities(bits, group0);
    WRITE_SYSREG(SYS_ICC_IGRPEN1_EL1, IGRPEN_ENABLE);
    if (group0) {
        /* no grouping: its priority interrupts the handler of any other */
        WRITE_SYSREG(SYS_ICC_BPR0_EL1, BPR_LEAST);
        WRITE_SYSREG(SYS_ICC_AP0R0_EL1, 0);
        WRITE_SYSREG(SYS_ICC_IGRPEN0_EL1, IGRPEN_ENABLE);
    }
    sysreg_isb(); /* before FIQs are unmasked, since the interrupt can come at once */
    if (group0)
        CLEAR_DAIF(DAIF_FIQ);
    return true;
}

void arch_gicv3_cpu_disable(void)
{
    WRITE_SYSREG(SYS_ICC_IGRPEN1_EL1, 0);
    sysreg_isb();
}

/* Where group 0 belongs to EL3, the priority mask is seen shifted, and the lowest implemented bit
 * reads as 0 here (IHI 0069 4.8.6). So this function writes that bit and reads it back. Writing the
 * mask never traps. */
bool arch_gicv3_has_group0(void)
{
    uint64_t lowest = UINT64_C(1) << (7 - priority_bits_less_1()),
             before = READ_SYSREG(SYS_ICC_PMR_EL1);

    WRITE_SYSREG(SYS_ICC_PMR_EL1, lowest);
    sysreg_isb();
    bool has = READ_SYSREG(SYS_ICC_PMR_EL1) != 0;
    WRITE_SYSREG(SYS_ICC_PMR_EL1, before);
    sysreg_isb();
    return has;
}

void arch_gicv3_nmi_disable(void)
{
    SET_DAIF(DAIF_FIQ);
    WRITE_SYSREG(SYS_ICC_IGRPEN0_EL1, 0);
    sysreg_isb();
}

uint32_t arch_gicv3_nmi_acknowledge(void)
{
    uint32_t intid = (uint32_t)READ_SYSREG(SYS_ICC_IAR0_EL1);
    sysreg_dsb(); /* DSB: as in arch_gicv3_acknowledge() */
    return intid;
}

void arch_gicv3_nmi_end(uint32_t intid)
{
    WRITE_SYSREG(SYS_ICC_EOIR0_EL1, intid);
    sysreg_isb();
}

uint32_t arch_gicv3_acknowledge(void)
{
    uint32_t intid = (uint32_t)READ_SYSREG(SYS_ICC_IAR1_EL1);
    /* DSB: the acknowledge takes effect before the handler's accesses (IHI 0069 4.1.1). */
    sysreg_dsb();
    return intid;
}

void arch_gicv3_end(uint32_t intid)
{
    WRITE_SYSREG(SYS_ICC_EOIR1_EL1, intid);
    sysreg_isb();
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
    sysreg_dsb_stores();
    WRITE_SYSREG(SYS_ICC_SGI1R_EL1, target | (uint64_t)intid << SGI1R_INTID_SHIFT);
    sysreg_isb();
}

void arch_gicv3_send_nmi(uint64_t target, uint32_t intid)
{
    sysreg_dsb_stores(); /* DSB: as in arch_gicv3_send() */
    WRITE_SYSREG(SYS_ICC_SGI0R_EL1, target | (uint64_t)intid << SGI1R_INTID_SHIFT);
    sysreg_isb();
}

void arch_gicv3_send_all_others(uint32_t intid)
{
    arch_gicv3_send(SGI1R_IRM_ALL_OTHERS, intid);
}
