/* SPDX-License-Identifier: MIT */
#include "el3_asm.h"

/*
 * The table of the registers that get junk before the program is entered. booting.rst ("Call the
 * kernel image") says which state it may rely on; whatever is not named there is here, except what
 * a reset leaves in a known state, or what would keep any program from its first instruction:
 *
 *   SCTLR_ELx M, C    off, says booting.rst
 *   SCTLR_ELx EE, E0E little-endian: PSCI (DEN0022, 6.4.3) has it as the caller's
 *   CNTFRQ_EL0        booting.rst promises it
 *   ACTLR_ELx         it belongs to the CPU's maker: a program leaves it
 *
 * Only registers that QEMU's models have are here: others would not be tried.
 *
 * in: x28 = the random numbers' state, x27 = struct way_down, x26 = options; clobbers: x0, x1
 */

/* Junk in the register: random, with the bits of \zeros clear and those of \ones set. */
.macro junk register, zeros=0, ones=0
    random  x0
    .if \zeros
    mov_q   x1, \zeros
    bic     x0, x0, x1
    .endif
    .if \ones
    mov_q   x1, \ones
    orr     x0, x0, x1
    .endif
    msr     \register, x0
.endm

/* A value that does more harm than a random one. */
.macro set register, value
    mov_q   x0, \value
    msr     \register, x0
.endm

#define SCTLR_M_C_EE_E0E (1 << 0 | 1 << 2 | 1 << 25 | 1 << 24)
#define IN_IMAGE 0x40200000 /* the program's first 64 KiB; a watchpoint: 1 MiB */
#define MDSCR_KDE_MDE (1 << 13 | 1 << 15)
#define BREAKPOINT_ANY_LEVEL 0x21e7 /* E, PMC 3, BAS 0xf, HMC */
#define WATCHPOINT_ANY_LEVEL 0x3ffff /* E, PAC 3, LSC 3, BAS 0xff, HMC and more */
#define HCR_RW_API_APK_HCD (1 << 31 | 1 << 41 | 1 << 40 | 1 << 29)
#define CPTR_EL2_OPEN 0x22ff /* RES1 bits; not TZ, TSM, TFP */
#define CNTHCTL_EL1PCTEN (1 << 0)
#define CNTHCTL_EL1PCTEN_EL1PCEN (3 << 0)
#define PMCR_N_SHIFT 11
#define HFGXTR_OPEN (3 << 54) /* nTPIDR2_EL0, nSMPRI_EL1: 0 traps */
#define ICC_CTLR_EOIMODE_CBPR 3
#define ICH_LR_PENDING_32 0x5000000000000020 /* pending, group 1, virtual interrupt 32 */

.macro junk_vector number
    random  x1
    dup     v\number\().2d, x1
.endm

.macro junk_general number
    random  x\number
.endm

    .text

    .global junk_el1_registers
junk_el1_registers:
    /* memory and traps */
    junk    sctlr_el1, SCTLR_M_C_EE_E0E
    junk    cpacr_el1
    junk    tcr_el1
    junk    ttbr0_el1
    junk    ttbr1_el1
    junk    mair_el1
    junk    amair_el1
    junk    contextidr_el1
    junk    par_el1
    skip_unless id_aa64mmfr1_el1, MMFR1_LO, 1f
    junk    LORSA_EL1
    junk    LOREA_EL1
    junk    LORN_EL1
    junk    LORC_EL1
1:
    /* exceptions */
    junk    vbar_el1
    junk    elr_el1
    junk    spsr_el1
    junk    esr_el1
    junk    far_el1
    junk    afsr0_el1
    junk    afsr1_el1
    junk    sp_el0
    junk    sp_el1

    /* the program's own */
    junk    tpidr_el0
    junk    tpidrro_el0
    junk    tpidr_el1
    junk    csselr_el1
    junk    fpcr
    junk    fpsr

    /* timers: enabled, long expired, not masked */
    junk    cntkctl_el1
    set     cntv_cval_el0, 0
    set     cntv_ctl_el0, 1
    set     cntp_cval_el0, 0
    set     cntp_ctl_el0, 1

    /* PMU */
    junk    pmcr_el0
    junk    pmselr_el0
    junk    pmcntenset_el0
    junk    pmcntenclr_el0
    junk    pmintenset_el1
    junk    pmintenclr_el1
    junk    pmovsset_el0
    junk    pmuserenr_el0
    junk    pmccntr_el0
    junk    pmccfiltr_el0
    skip_unless id_aa64dfr0_el1, DFR0_PMUVER, 2f
    junk    pmevcntr0_el0
    junk    pmevtyper0_el0
    junk    pmevcntr1_el0
    junk    pmevtyper1_el0
2:
    /* debug: breakpoints and watchpoints in the image, enabled for every level */
    junk    mdscr_el1, 0, MDSCR_KDE_MDE
    junk    mdccint_el1
    junk    oslar_el1
    junk    dbgbvr0_el1, ~0xfffc, IN_IMAGE
    set     dbgbcr0_el1, BREAKPOINT_ANY_LEVEL
    junk    dbgbvr1_el1, ~0xfffc, IN_IMAGE
    set     dbgbcr1_el1, BREAKPOINT_ANY_LEVEL
    junk    dbgwvr0_el1, ~0xffff8, IN_IMAGE
    set     dbgwcr0_el1, WATCHPOINT_ANY_LEVEL

    skip_unless id_aa64pfr0_el1, PFR0_SVE, 3f
    junk    ZCR_EL1
3:  skip_unless id_aa64pfr1_el1, PFR1_SME, 4f
    junk    SMCR_EL1
    junk    SMPRI_EL1
    junk    TPIDR2_EL0
4:  mrs     x1, id_aa64isar1_el1            /* APA or API */
    ubfx    x1, x1, #ISAR1_APA, #8
    cbz     x1, 5f
    .irp key, 1_0, 1_1, 1_2, 1_3, 2_0, 2_1, 2_2, 2_3, 3_0, 3_1 /* APIAKeyLo_EL1 to APGAKeyHi_EL1 */
    junk    S3_0_C2_C\key
    .endr
5:  isb
    ret
    .ltorg

    .global junk_el2_registers
junk_el2_registers:
    junk    hcr_el2
    junk    cptr_el2
    junk    hstr_el2
    junk    hacr_el2
    junk    mdcr_el2
    junk    vpidr_el2
    junk    vmpidr_el2
    junk    vttbr_el2
    junk    vtcr_el2
    junk    sctlr_el2, SCTLR_M_C_EE_E0E
    junk    tcr_el2
    junk    ttbr0_el2
    junk    mair_el2
    junk    amair_el2
    junk    vbar_el2
    junk    elr_el2
    junk    spsr_el2
    junk    esr_el2
    junk    far_el2
    junk    hpfar_el2
    junk    afsr0_el2
    junk    afsr1_el2
    junk    tpidr_el2
    junk    sp_el2
    junk    cnthctl_el2
    ldr     x0, [x27, #WAY_CNTVOFF]
    msr     cntvoff_el2, x0
    set     cnthp_cval_el2, 0
    set     cnthp_ctl_el2, 1
    skip_unless id_aa64mmfr1_el1, MMFR1_VH, 1f
    junk    TTBR1_EL2
    junk    CONTEXTIDR_EL2
    set     CNTHV_CVAL_EL2, 0
    set     CNTHV_CTL_EL2, 1
1:  skip_unless id_aa64mmfr1_el1, MMFR1_HCX, 2f
    junk    HCRX_EL2
2:  skip_unless id_aa64mmfr0_el1, MMFR0_FGT, 3f
    junk    HFGRTR_EL2
    junk    HFGWTR_EL2
    junk    HFGITR_EL2
    junk    HDFGRTR_EL2
    junk    HDFGWTR_EL2
3:  skip_unless id_aa64pfr0_el1, PFR0_SVE, 4f
    junk    ZCR_EL2
4:  skip_unless id_aa64pfr1_el1, PFR1_SME, 5f
    junk    SMCR_EL2
    junk    SMPRIMAP_EL2
5:  isb
    ret
    .ltorg

/* GICv3's CPU interface; GICv2's is memory (gic.c). */
    .global junk_gicv3_interface
junk_gicv3_interface:
    ldr     x0, [x27, #WAY_GICV3]
    cbz     x0, 2f
    junk    ICC_CTLR_EL1, ~ICC_CTLR_EOIMODE_CBPR
    junk    ICC_BPR1_EL1, ~7                /* QEMU 7.2 fails an assertion with other bits */
    junk    ICC_PMR_EL1, ~0xff, 0x80        /* lower ones are the firmware's (IHI 0069 12.2.19) */
    junk    ICC_IGRPEN1_EL1
    tbz     x26, #OPTION_PRIORITIES_BIT, 1f
    junk    ICC_AP1R0_EL1
1:  junk    ICH_HCR_EL2
    junk    ICH_VMCR_EL2
    junk    ICH_AP0R0_EL2
    junk    ICH_AP1R0_EL2
    junk    ICH_LR0_EL2
    set     ICH_LR1_EL2, ICH_LR_PENDING_32
    junk    ICC_SRE_EL1
    junk    ICC_SRE_EL2, ~ICC_SRE_ALL
    isb
2:  ret
    .ltorg

/*
 * Makes EL2 what booting.rst wants of a firmware that enters at EL1: nothing traps, the virtual IDs
 * are the real ones. What it does not name stays junk. CNTHCTL_EL2.EL1PCEN is not promised.
 */
    .global open_el1
open_el1:
    set     hcr_el2, HCR_RW_API_APK_HCD
    set     cptr_el2, CPTR_EL2_OPEN
    msr     hstr_el2, xzr
    msr     vttbr_el2, xzr
    junk    cnthctl_el2, ~CNTHCTL_EL1PCTEN_EL1PCEN, CNTHCTL_EL1PCTEN
    ldr     x0, [x27, #WAY_CNTVOFF]
    msr     cntvoff_el2, x0
    mrs     x0, midr_el1
    msr     vpidr_el2, x0
    mrs     x0, mpidr_el1
    msr     vmpidr_el2, x0
    mrs     x0, pmcr_el0                    /* HPMN: all counters are EL1's */
    ubfx    x0, x0, #PMCR_N_SHIFT, #5
    msr     mdcr_el2, x0
    msr     cnthp_ctl_el2, xzr
    skip_unless id_aa64mmfr1_el1, MMFR1_VH, 1f
    msr     CNTHV_CTL_EL2, xzr
1:  skip_unless id_aa64mmfr1_el1, MMFR1_HCX, 2f
    msr     HCRX_EL2, xzr
2:  skip_unless id_aa64mmfr0_el1, MMFR0_FGT, 3f
    set     HFGRTR_EL2, HFGXTR_OPEN
    msr     HFGWTR_EL2, x0
    msr     HFGITR_EL2, xzr
    msr     HDFGRTR_EL2, xzr
    msr     HDFGWTR_EL2, xzr
3:  skip_unless id_aa64pfr0_el1, PFR0_SVE, 4f
    set     ZCR_EL2, VECTOR_LENGTH_MAX
4:  skip_unless id_aa64pfr1_el1, PFR1_SME, 5f
    set     SMCR_EL2, (SMCR_FA64 | VECTOR_LENGTH_MAX)
5:  ldr     x0, [x27, #WAY_GICV3]
    cbz     x0, 6f
    set     ICC_SRE_EL2, ICC_SRE_ALL
    msr     ICH_HCR_EL2, xzr
6:  isb
    ret
    .ltorg

/* Junk in all general and FP registers except x0; then enters the program. */
    .global junk_general_registers
junk_general_registers:
    .altmacro
    .set    n, 0
    .rept   32
    junk_vector %n
    .if (n != 0) && (n < 28)
    junk_general %n
    .endif
    .set    n, n + 1
    .endr
    .noaltmacro
    random  x29
    random  x30
    random  x28
    eret
