/* SPDX-License-Identifier: MIT */
#include "aarch64/asm.h"
#include "aarch64/cpu/id_override.h"
#include "aarch64/cpu/sysreg.h"

/*
 * Brings a CPU from the exception level that the firmware left it at to the level that the runtime
 * runs at.
 *
 * entry: any CPU at EL3, EL2 or EL1; MMU off, DAIF masked; system registers may hold anything
 * exit:  EL1, or EL2 if the build option MUSTER_STAY_AT_EL2 is on and the CPU has VHE; MMU off,
 *        early vectors installed, two stacks: SP_ELx for exceptions, SP_EL0 selected; no bit of
 *        PSTATE set but DAIF
 *
 * docs/boot.md lists the system registers: which the entry writes, and why it may leave the others.
 * Features that came after Armv8.0 have registers of their own; the macros need and clear_if ask
 * the ID registers for the feature first.
 */

/* Bits that a test wants to be set in each value of HCR_EL2, as E2H is in some CPUs. */
#ifndef HCR_TEST_BITS
#define HCR_TEST_BITS 0
#endif

    .section .text.boot, "ax"

/*
 * unsigned int init_el(void)
 * in:   x1 = top of the exception stack, x2 = top of the stack
 * out:  x0 = the EL it was called at
 * clobbers: x3-x7
 */
FUNCTION(muster_init_el)
    mrs     x0, CurrentEL
    lsr     x0, x0, #CURRENT_EL_SHIFT
    cmp     x0, #2
    b.hi    entered_at_el3
    b.eq    entered_at_el2

enter_at_current_el:                        /* EL1, or EL2 with E2H: there *_EL1 means *_EL2 */
    mov_q   x3, SCTLR_EL1_MMU_OFF
    msr     sctlr_el1, x3
    adr_l   x3, muster_early_vectors
    msr     vbar_el1, x3
    isb
    msr     spsel, #1
    mov     sp, x1
    msr     sp_el0, x2
    mrs     x3, CurrentEL                   /* is the mode with SP_EL0 as SPSR has it */
    orr     x3, x3, #PSTATE_DAIF
    msr     spsr_el1, x3
    msr     elr_el1, x30
    eret

entered_at_el2:
    msr     spsel, #1
    mov     sp, x1
    msr     spsel, #0
    mov     sp, x2
    adr_l   x3, muster_early_vectors
    msr     vbar_el2, x3
    mov_q   x3, SCTLR_EL2_MMU_OFF
    msr     sctlr_el2, x3
    isb

    load_entry_without 5
    clear   hacr_el2, hstr_el2, vttbr_el2, cntvoff_el2, cnthp_ctl_el2
    mrs     x3, midr_el1
    msr     vpidr_el2, x3
    mrs     x3, mpidr_el1
    msr     vmpidr_el2, x3
    clear_if WITHOUT_VH, id_aa64mmfr1_el1, ID_AA64MMFR1_VH_SHIFT, SYS_CNTHV_CTL_EL2
    clear_if WITHOUT_LO, id_aa64mmfr1_el1, ID_AA64MMFR1_LO_SHIFT, SYS_LORC_EL1
    clear_if WITHOUT_SCTLR2, SYS_ID_AA64MMFR3_EL1, ID_AA64MMFR3_SCTLRX_SHIFT, SYS_SCTLR2_EL2
    clear_if WITHOUT_GCS, id_aa64pfr1_el1, ID_AA64PFR1_GCS_SHIFT, SYS_GCSCR_EL2

    /* MDCR_EL2: no traps, and all event counters belong to EL1 (HPMN = PMCR_EL0.N) */
    mov     x3, xzr
    need    id_aa64dfr0_el1, ID_AA64DFR0_PMUVER_SHIFT, 1f
    cmp     x4, #ID_AA64DFR0_PMUVER_IMPDEF
    b.eq    1f
    mrs     x3, pmcr_el0
    ubfx    x3, x3, #PMCR_N_SHIFT, #PMCR_N_WIDTH
1:
    /* SPE and TRBE write to memory: they are stopped, and what they have in hand is waited for */
    need_with WITHOUT_SPE, id_aa64dfr0_el1, ID_AA64DFR0_PMSVER_SHIFT, 1f
    orr     x3, x3, #MDCR_E2PB_EL1
    mrs     x4, SYS_PMBIDR_EL1
    tbnz    x4, #BUFFER_IDR_P_SHIFT, 1f
    hint    #17                             /* PSB CSYNC */
    dsb     nsh
    clear   SYS_PMBLIMITR_EL1
1:  need_with WITHOUT_TRBE, id_aa64dfr0_el1, ID_AA64DFR0_TRACEBUFFER_SHIFT, 1f
    mrs     x4, SYS_TRBIDR_EL1
    tbnz    x4, #BUFFER_IDR_P_SHIFT, 1f
    orr     x3, x3, #MDCR_E2TB_EL1
    hint    #18                             /* TSB CSYNC */
    dsb     nsh
    clear   SYS_TRBLIMITR_EL1
1:  msr     mdcr_el2, x3

    /* GICv3: system registers at EL2 and EL1; SRE stays 0 if the firmware fixed it for a GICv2 */
    need_with WITHOUT_GIC, id_aa64pfr0_el1, ID_AA64PFR0_GIC_SHIFT, 1f
    mrs     x3, SYS_ICC_SRE_EL2
    orr     x3, x3, #ICC_SRE_SRE
    orr     x3, x3, #ICC_SRE_ENABLE
    msr     SYS_ICC_SRE_EL2, x3
    isb
    mrs     x3, SYS_ICC_SRE_EL2
    tbz     x3, #0, 1f
    msr     SYS_ICH_HCR_EL2, xzr
1:
    /* FEAT_FGT and FEAT_HCX: no fine-grained traps; later extensions may be used */
    need_with WITHOUT_FGT, id_aa64mmfr0_el1, ID_AA64MMFR0_FGT_SHIFT, 1f
    mov_q   x3, HFGRTR_NO_TRAPS
    msr     SYS_HFGRTR_EL2, x3
    msr     SYS_HFGWTR_EL2, x3
    mov_q   x3, HFGITR_NO_TRAPS
    msr     SYS_HFGITR_EL2, x3
    mov_q   x3, HDFGRTR_NO_TRAPS
    msr     SYS_HDFGRTR_EL2, x3
    mov_q   x3, HDFGWTR_NO_TRAPS
    msr     SYS_HDFGWTR_EL2, x3
    clear_if WITHOUT_AMU, id_aa64pfr0_el1, ID_AA64PFR0_AMU_SHIFT, SYS_HAFGRTR_EL2
    need_with WITHOUT_FGT2, id_aa64mmfr0_el1, ID_AA64MMFR0_FGT_SHIFT, 1f, ID_AA64MMFR0_FGT_FGT2
    mov     x3, #HDFGRTR2_NO_TRAPS
    msr     SYS_HDFGRTR2_EL2, x3
    msr     SYS_HDFGWTR2_EL2, x3
    clear   SYS_HFGRTR2_EL2, SYS_HFGWTR2_EL2, SYS_HFGITR2_EL2
1:  need_with WITHOUT_HCX, id_aa64mmfr1_el1, ID_AA64MMFR1_HCX_SHIFT, choose_e2h
    mov_q   x3, HCRX_NO_TRAPS
    msr     SYS_HCRX_EL2, x3

    /*
     * HCR_EL2. E2H is set if the CPU stays here, and where it cannot be 0: E2H0 is negative in CPUs
     * that say so. Apple's cores do not, and in a guest hypervisor a write may have no effect. So
     * the CPU tries which register the name FAR_EL1 means.
     */
choose_e2h:
    mov_q   x5, (HCR_RW | HCR_APK | HCR_API | HCR_ATA | HCR_TEST_BITS)
    mrs     x4, SYS_ID_AA64MMFR4_EL1
    tbnz    x4, #ID_AA64MMFR4_E2H0_SIGN_SHIFT, with_e2h
#ifdef MUSTER_STAY_AT_EL2
    mrs     x4, id_aa64mmfr1_el1
    ubfx    x4, x4, #ID_AA64MMFR1_VH_SHIFT, #4
    cbnz    x4, with_e2h
#endif
    msr     hcr_el2, x5
    msr     far_el2, xzr
    isb                                     /* E2H changes which registers the next names mean */
    mov     x3, #1
    msr     far_el1, x3
    isb
    mrs     x3, far_el2
    cbnz    x3, with_e2h

    mov     x3, #(CNTHCTL_EL1PCTEN | CNTHCTL_EL1PCEN)
    msr     cnthctl_el2, x3
    mov     x3, #CPTR_EL2_NO_FP_TRAP
    msr     cptr_el2, x3
    clear   cntp_ctl_el0
    mov_q   x3, SCTLR_EL1_MMU_OFF
    msr     sctlr_el1, x3
    adr_l   x3, muster_early_vectors
    msr     vbar_el1, x3
    b       leave_el2

with_e2h:
    orr     x5, x5, #HCR_E2H
#ifdef MUSTER_STAY_AT_EL2
    orr     x5, x5, #HCR_TGE
#endif
    msr     hcr_el2, x5
    isb
    mov     x3, #(CNTHCTL_E2H_EL1PCTEN | CNTHCTL_E2H_EL1PCEN)
    msr     cnthctl_el2, x3
    mov_q   x3, CPTR_E2H_NO_FP_TRAP
    msr     cptr_el2, x3
    clear   SYS_CNTP_CTL_EL02, SYS_CNTV_CTL_EL02
#ifdef MUSTER_STAY_AT_EL2
    b       enter_at_current_el
#endif
    mov_q   x3, SCTLR_EL1_MMU_OFF
    msr     SYS_SCTLR_EL12, x3
    adr_l   x3, muster_early_vectors
    msr     SYS_VBAR_EL12, x3

leave_el2:
    msr     sp_el1, x1
    mov     x3, #(PSTATE_DAIF | PSTATE_EL1T)
    msr     spsr_el2, x3
    msr     elr_el2, x30
    eret

entered_at_el3:
    adr     x6, entered_at_el2
    adr     x7, enter_at_current_el
    b       muster_leave_el3
END_FUNCTION(muster_init_el)
