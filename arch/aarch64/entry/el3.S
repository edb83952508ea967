/* SPDX-License-Identifier: MIT */
#include "asm-offsets.h"
#include "aarch64/asm.h"
#include "aarch64/cpu/sysreg.h"
#include "aarch64/cpu/el3_calls.h"

/*
 * Takes a CPU that enters at EL3 down to EL2, or to EL1 where the CPU has no EL2, and stays behind
 * as the little that only EL3 can do for the runtime: el3_calls.h lists the calls.
 *
 * entry: EL3, MMU off, DAIF masked; registers of EL3 may hold anything
 * exit:  non-secure EL2 or EL1, from where init_el() goes on as for a CPU that entered there
 *
 * EL3 keeps nothing for itself: each feature that the ID registers show is handed down, and nothing
 * traps. A control bit of a feature is set only in a CPU that has the feature, because the bit is
 * RES0 in any other. What the command line takes away (id_override.h) is handed down all the same:
 * the levels below do without. Bits and conditions: Arm ARM D17.2, SCR_EL3, CPTR_EL3, MDCR_EL3.
 */

    .section .text.boot, "ax"

/* Sets \bits in x3 if the 4-bit field at \shift of an ID register is \least or more. Clobbers x4,
 * x5. */
.macro set_if id_register, shift, bits, least=1
    need    \id_register, \shift, .Labsent\@, \least
    mov_q   x5, (\bits)
    orr     x3, x3, x5
.Labsent\@:
.endm

/*
 * void leave_el3(void), by a branch
 * in:  x6 = where to go on at EL2, x7 = where at EL1 if there is no EL2; other registers are kept
 * clobbers: x3-x5
 */
FUNCTION(muster_leave_el3)
    adr_l   x3, muster_el3_vectors
    msr     vbar_el3, x3
    mov_q   x3, SCTLR_EL3_MMU_OFF
    msr     sctlr_el3, x3
    msr     daifset, #DAIF_ALL
    isb

    /* SCR_EL3: the lower levels are AArch64 and non-secure, and interrupts are theirs */
    mov     x3, #(SCR_RES1 | SCR_NS | SCR_RW)
    set_if  id_aa64pfr0_el1, ID_AA64PFR0_EL2_SHIFT, SCR_HCE
    set_if  id_aa64isar1_el1, ID_AA64ISAR1_APA_SHIFT, SCR_APK | SCR_API
    set_if  id_aa64isar1_el1, ID_AA64ISAR1_API_SHIFT, SCR_APK | SCR_API
    set_if  SYS_ID_AA64ISAR2_EL1, ID_AA64ISAR2_APA3_SHIFT, SCR_APK | SCR_API
    set_if  id_aa64isar1_el1, ID_AA64ISAR1_LS64_SHIFT, SCR_EnAS0, 2
    set_if  id_aa64isar1_el1, ID_AA64ISAR1_LS64_SHIFT, SCR_ADEn, 3
    set_if  id_aa64pfr0_el1, ID_AA64PFR0_CSV2_SHIFT, SCR_EnSCXT, 2
    set_if  id_aa64pfr0_el1, ID_AA64PFR0_AMU_SHIFT, SCR_AMVOFFEN, 2
    set_if  id_aa64pfr1_el1, ID_AA64PFR1_CSV2_FRAC_SHIFT, SCR_EnSCXT, 2
    set_if  id_aa64pfr1_el1, ID_AA64PFR1_MTE_SHIFT, SCR_ATA, 2
    set_if  id_aa64pfr1_el1, ID_AA64PFR1_SME_SHIFT, SCR_EnTP2
    set_if  id_aa64pfr1_el1, ID_AA64PFR1_GCS_SHIFT, SCR_GCSEn
    set_if  id_aa64pfr1_el1, ID_AA64PFR1_THE_SHIFT, SCR_RCWMASKEn
    set_if  id_aa64pfr1_el1, ID_AA64PFR1_PFAR_SHIFT, SCR_PFAREn
    set_if  SYS_ID_AA64PFR2_EL1, ID_AA64PFR2_FPMR_SHIFT, SCR_EnFPM
    set_if  id_aa64mmfr0_el1, ID_AA64MMFR0_FGT_SHIFT, SCR_FGTEn
    set_if  id_aa64mmfr0_el1, ID_AA64MMFR0_FGT_SHIFT, SCR_FGTEn2, ID_AA64MMFR0_FGT_FGT2
    set_if  id_aa64mmfr0_el1, ID_AA64MMFR0_ECV_SHIFT, SCR_ECVEn, 2
    set_if  id_aa64mmfr1_el1, ID_AA64MMFR1_HCX_SHIFT, SCR_HXEn
    set_if  SYS_ID_AA64MMFR3_EL1, ID_AA64MMFR3_TCRX_SHIFT, SCR_TCR2En
    set_if  SYS_ID_AA64MMFR3_EL1, ID_AA64MMFR3_SCTLRX_SHIFT, SCR_SCTLR2En
    set_if  SYS_ID_AA64MMFR3_EL1, ID_AA64MMFR3_S1PIE_SHIFT, SCR_PIEn
    set_if  SYS_ID_AA64MMFR3_EL1, ID_AA64MMFR3_S2PIE_SHIFT, SCR_PIEn
    set_if  SYS_ID_AA64MMFR3_EL1, ID_AA64MMFR3_S1POE_SHIFT, SCR_PIEn
    set_if  SYS_ID_AA64MMFR3_EL1, ID_AA64MMFR3_S2POE_SHIFT, SCR_PIEn
    set_if  SYS_ID_AA64MMFR3_EL1, ID_AA64MMFR3_AIE_SHIFT, SCR_AIEn
    set_if  SYS_ID_AA64MMFR3_EL1, ID_AA64MMFR3_D128_SHIFT, SCR_D128En
    msr     scr_el3, x3

    /* MDCR_EL3: the PMU, profiling (SPE), trace and branch records belong to the lower levels */
    mov     x3, xzr
    set_if  id_aa64dfr0_el1, ID_AA64DFR0_PMSVER_SHIFT, MDCR_EL3_NSPB
    set_if  id_aa64dfr0_el1, ID_AA64DFR0_PMSVER_SHIFT, MDCR_EL3_EnPMSN, 3
    set_if  id_aa64dfr0_el1, ID_AA64DFR0_TRACEBUFFER_SHIFT, MDCR_EL3_NSTB
    set_if  id_aa64dfr0_el1, ID_AA64DFR0_BRBE_SHIFT, MDCR_EL3_SBRBE
    need    id_aa64dfr0_el1, ID_AA64DFR0_PMUVER_SHIFT, 1f, ID_AA64DFR0_PMUVER_3P9
    cmp     x4, #ID_AA64DFR0_PMUVER_IMPDEF
    b.eq    1f
    orr     x3, x3, #MDCR_EL3_EnPM2
1:  msr     mdcr_el3, x3

    /* CPTR_EL3: FP, SVE and SME do not trap; their vectors may be as long as they can */
    mov     x3, xzr
    set_if  id_aa64pfr0_el1, ID_AA64PFR0_SVE_SHIFT, CPTR_EL3_EZ
    set_if  id_aa64pfr1_el1, ID_AA64PFR1_SME_SHIFT, CPTR_EL3_ESM
    msr     cptr_el3, x3
    isb
    need    id_aa64pfr0_el1, ID_AA64PFR0_SVE_SHIFT, 1f
    mov     x3, #VECTOR_LENGTH_MAX
    msr     SYS_ZCR_EL3, x3
1:  need    id_aa64pfr1_el1, ID_AA64PFR1_SME_SHIFT, 1f
    mov     x3, #VECTOR_LENGTH_MAX
    set_if  id_aa64pfr1_el1, ID_AA64PFR1_SME_SHIFT, SMCR_EL3_EZT0, 2
    mrs     x4, SYS_ID_AA64SMFR0_EL1
    tbz     x4, #ID_AA64SMFR0_FA64_SHIFT, 2f
    orr     x3, x3, #SMCR_EL3_FA64
2:  msr     SYS_SMCR_EL3, x3
1:
    need    id_aa64pfr0_el1, ID_AA64PFR0_MPAM_SHIFT, 1f
    msr     SYS_MPAM3_EL3, xzr              /* TRAPLOWER is 0 */
1:  need    id_aa64pfr1_el1, ID_AA64PFR1_MPAM_FRAC_SHIFT, 1f
    msr     SYS_MPAM3_EL3, xzr
1:
    /* GICv3: the system registers are the interface at every level, and no priority is masked:
     * below 0x80, the mask would be out of the non-secure state's reach (IHI 0069 12.2.18) */
    need    id_aa64pfr0_el1, ID_AA64PFR0_GIC_SHIFT, 1f
    mrs     x3, SYS_ICC_SRE_EL3
    orr     x3, x3, #ICC_SRE_SRE
    orr     x3, x3, #ICC_SRE_ENABLE
    msr     SYS_ICC_SRE_EL3, x3
    isb
    mrs     x3, SYS_ICC_SRE_EL3
    tbz     x3, #0, 1f
    msr     SYS_ICC_CTLR_EL3, xzr
    mov     x3, #0xff
    msr     SYS_ICC_PMR_EL1, x3
1:
    /* The boot CPU finds out the frequency, and leaves it here for the others. */
    adr_l   x3, muster_el3_counter_hz
    ldr     w3, [x3]
    cbz     w3, 1f
    msr     cntfrq_el0, x3
1:  msr     cntp_ctl_el0, xzr               /* EL2, if there is one, does so as well */

    need    id_aa64pfr0_el1, ID_AA64PFR0_EL2_SHIFT, 1f
    msr     elr_el3, x6
    mov     x3, #(PSTATE_DAIF | PSTATE_EL2H)
    b       2f
1:  msr     elr_el3, x7
    mov     x3, #(PSTATE_DAIF | PSTATE_EL1H)
2:  msr     spsr_el3, x3
    eret
END_FUNCTION(muster_leave_el3)

/*
 * Answers an SMC of the runtime: el3_calls.h. Any other function, of PSCI too, is not supported
 * (DEN0028 7.1). Another exception from below halts the CPU: nothing is routed to EL3.
 * clobbers: x0, and TPIDR_EL3
 */
LOCAL_FUNCTION(el3_call)
    msr     tpidr_el3, x5
    mrs     x5, esr_el3
    lsr     x5, x5, #ESR_EC_SHIFT
    cmp     x5, #ESR_EC_SMC64
    b.ne    muster_el3_unexpected
    mov_q   x5, EL3_READ32
    cmp     x0, x5
    b.eq    1f
    mov_q   x5, EL3_WRITE32
    cmp     x0, x5
    b.eq    2f
    mov_q   x5, EL3_SET_COUNTER_HZ
    cmp     x0, x5
    b.eq    3f
    mov     x0, #-1
    b       4f
1:  dsb     sy
    ldr     w0, [x1]
    dsb     sy
    b       4f
2:  dsb     sy                              /* the caller's own accesses come first */
    str     w2, [x1]
    dsb     sy
    b       4f
3:  msr     cntfrq_el0, x1
    isb
4:  mrs     x5, tpidr_el3
    eret
END_FUNCTION(el3_call)

/*
 * void el3_unexpected(void): an exception that the runtime does not cause at EL3, or from below.
 * Ends the program with the status of a panic by semihosting. Without a host, halts with x0 =
 * EL3_HALT_EXCEPTION, x1 = ESR_EL3, x2 = ELR_EL3, x3 = FAR_EL3 (docs/boot.md).
 */
FUNCTION(muster_el3_unexpected)
    mrs     x10, esr_el3
    mrs     x11, elr_el3
    mrs     x12, far_el3
    adr_l   x13, muster_semihosting_panic_call
    cmp     x11, x13
    b.eq    1f                              /* no host has answered: x14-x17 are the first's */
    mov_q   x14, EL3_HALT_EXCEPTION
    mov     x15, x10
    mov     x16, x11
    mov     x17, x12
    bl      muster_semihosting_panic_exit
1:  mov     x0, x14
    mov     x1, x15
    mov     x2, x16
    mov     x3, x17
    b       halt
END_FUNCTION(muster_el3_unexpected)

/* void el3_no_slot(void): halts a CPU that the pen has no place for. */
FUNCTION(muster_el3_no_slot)
    mov_q   x0, EL3_HALT_NO_SLOT
    mrs     x1, mpidr_el1
    b       halt
END_FUNCTION(muster_el3_no_slot)

LOCAL_FUNCTION(halt)
    dsb     sy
    wfi
    b       halt
END_FUNCTION(halt)

/* The vectors of EL3. Interrupts are masked here, and those of the lower levels are not routed to
 * EL3, so only synchronous exceptions and SErrors of EL3 itself are taken. */
    .section .text.vectors, "ax"
    .balign 2048
    .global muster_el3_vectors
    .hidden muster_el3_vectors
    .type muster_el3_vectors, %function
muster_el3_vectors:
    .rept 8
    .balign 128
    b       muster_el3_unexpected
    .endr
    .balign 128
    b       el3_call
    .rept 7
    .balign 128
    b       muster_el3_unexpected
    .endr
    .size muster_el3_vectors, . - muster_el3_vectors
