/* SPDX-License-Identifier: MIT */
#include "aarch64/asm.h"
#include "aarch64/cpu/sysreg.h"

/*
 * Brings a CPU from the exception level that the firmware left it at to the level that the runtime
 * runs at.
 *
 * entry: any CPU at EL3, EL2 or EL1; MMU off, DAIF masked; system registers may hold anything
 * exit:  EL1, or EL2 if the build option MUSTER_STAY_AT_EL2 is on and the CPU has VHE; MMU off,
 *        early vectors installed, two stacks: SP_ELx for exceptions, SP_EL0 selected
 */

    .section .text.boot, "ax"

/*
 * unsigned int init_el(void)
 * in:   x1 = top of the exception stack, x2 = top of the stack
 * out:  x0 = the EL it was called at
 * clobbers: x3-x5
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
    msr     spsel, #0
    mov     sp, x2
    ret

entered_at_el2:
    msr     spsel, #1
    mov     sp, x1
    adr_l   x3, muster_early_vectors
    msr     vbar_el2, x3
    mov_q   x3, SCTLR_EL2_MMU_OFF
    msr     sctlr_el2, x3
    isb
    msr     vttbr_el2, xzr
    msr     hstr_el2, xzr
    msr     cntvoff_el2, xzr
    mrs     x3, midr_el1
    msr     vpidr_el2, x3
    mrs     x3, mpidr_el1
    msr     vmpidr_el2, x3

    /* MDCR_EL2: no traps, and all event counters belong to EL1 (HPMN = PMCR_EL0.N) */
    mov     x3, xzr
    mrs     x4, id_aa64dfr0_el1
    ubfx    x4, x4, #ID_AA64DFR0_PMUVER_SHIFT, #4
    cbz     x4, 1f
    cmp     x4, #ID_AA64DFR0_PMUVER_IMPDEF
    b.eq    1f
    mrs     x3, pmcr_el0
    ubfx    x3, x3, #PMCR_N_SHIFT, #PMCR_N_WIDTH
1:  msr     mdcr_el2, x3

    /* GICv3: system registers at EL2 and EL1; SRE stays 0 if the firmware fixed it for a GICv2 */
    mrs     x3, id_aa64pfr0_el1
    ubfx    x3, x3, #ID_AA64PFR0_GIC_SHIFT, #4
    cbz     x3, 2f
    mrs     x3, SYS_ICC_SRE_EL2
    orr     x3, x3, #ICC_SRE_SRE
    orr     x3, x3, #ICC_SRE_ENABLE
    msr     SYS_ICC_SRE_EL2, x3
    isb
    mrs     x3, SYS_ICC_SRE_EL2
    tbz     x3, #0, 2f
    msr     SYS_ICH_HCR_EL2, xzr
2:
    /* FEAT_FGT and FEAT_HCX: no fine-grained traps, no extended controls */
    mrs     x3, id_aa64mmfr0_el1
    ubfx    x3, x3, #ID_AA64MMFR0_FGT_SHIFT, #4
    cbz     x3, 3f
    msr     SYS_HFGRTR_EL2, xzr
    msr     SYS_HFGWTR_EL2, xzr
    msr     SYS_HFGITR_EL2, xzr
    msr     SYS_HDFGRTR_EL2, xzr
    msr     SYS_HDFGWTR_EL2, xzr
3:  mrs     x3, id_aa64mmfr1_el1
    ubfx    x4, x3, #ID_AA64MMFR1_HCX_SHIFT, #4
    cbz     x4, 4f
    msr     SYS_HCRX_EL2, xzr
4:
#ifdef MUSTER_STAY_AT_EL2
    ubfx    x4, x3, #ID_AA64MMFR1_VH_SHIFT, #4
    cbz     x4, leave_el2
    mov_q   x3, (HCR_RW | HCR_TGE | HCR_E2H | HCR_APK | HCR_API)
    msr     hcr_el2, x3
    isb                                     /* E2H changes which registers the next names mean */
    mov     x3, #(CNTHCTL_E2H_EL1PCTEN | CNTHCTL_E2H_EL1PCEN)
    msr     cnthctl_el2, x3
    b       enter_at_current_el
leave_el2:
#endif
    mov_q   x3, (HCR_RW | HCR_APK | HCR_API)
    msr     hcr_el2, x3
    isb
    mov     x3, #CPTR_EL2_NO_FP_TRAP
    msr     cptr_el2, x3
    mov     x3, #(CNTHCTL_EL1PCTEN | CNTHCTL_EL1PCEN)
    msr     cnthctl_el2, x3
    mov_q   x3, SCTLR_EL1_MMU_OFF
    msr     sctlr_el1, x3
    adr_l   x3, muster_early_vectors
    msr     vbar_el1, x3
    msr     sp_el1, x1
    msr     sp_el0, x2
    mov     x3, #(PSTATE_DAIF | PSTATE_EL1T)
    msr     spsr_el2, x3
    msr     elr_el2, x30
    eret

/*
 * A machine that starts Muster at EL3 has no firmware that could start the other CPUs, and is not
 * supported. Ends with the exit status of a panic through semihosting; without a host, sleeps.
 */
entered_at_el3:
    adr_l   x3, muster_el3_vectors
    msr     vbar_el3, x3
    isb
    bl      muster_semihosting_panic_exit
1:  wfi
    b       1b
END_FUNCTION(muster_init_el)
