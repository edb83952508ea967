/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_EL3_REGISTERS_H
#define MUSTER_TEST_EL3_REGISTERS_H

/*
 * The registers that the entry writes (docs/boot.md, "System registers"), as a program may find
 * them in app_main_percpu(). The firmware reads them at EL3, where no level below can hide them
 * (read_register.S); the program asks for them and compares (registers.c).
 *
 * ROW(name, encoding, ID register and shift of its field, level, mask, value): where the field is 0
 * the CPU does not have the register. Of the register the bits of the mask must have the value.
 * Level 2: only on a CPU that was entered at EL2. Names and bits: Arm ARM (DDI 0487) D19, IHI 0069
 * 12.2.
 *
 * style.registers finds a register of the entry that is neither in a row nor in this list:
 *   QEMU 7.2 has no such register, or it is the same there whatever is written:
 *     AMAIR_EL1, HACR_EL2, HCRX_EL2, LORC_EL1, ICC_SRE_EL2; FEAT_FGT: HFGRTR_EL2, HFGWTR_EL2,
 *     HFGITR_EL2, HDFGRTR_EL2, HDFGWTR_EL2, HAFGRTR_EL2; FEAT_FGT2: HFGRTR2_EL2, HFGWTR2_EL2,
 *     HFGITR2_EL2, HDFGRTR2_EL2, HDFGWTR2_EL2;
 *     SCTLR2_EL1, SCTLR2_EL2, TCR2_EL1, GCSCR_EL1, GCSCR_EL2, PMBLIMITR_EL1, TRBLIMITR_EL1
 *   They are in use and change, or the code does not run on without them:
 *     SP_EL0, SP_EL1, SPSR_EL1, ELR_EL1, SPSR_EL2, ELR_EL2, FAR_EL1, FAR_EL2, TPIDR_EL1, TPIDR_EL0
 *   A timer that is left enabled interrupts once, and its handler turns it off: CNTV_CTL_EL0
 * Of SCTLR_EL1 and VBAR_EL1 the rows show the last value. The one before, for the way to the MMU,
 * shows only in what fails on that way: el2.early.*, panic.uncached.*.
 */

/* Values that are not constants. */
#define VALUE_OF_VECTORS (-1)       /* the address of muster_vectors */
#define VALUE_OF_EARLY_VECTORS (-2) /* the address of muster_early_vectors */
#define VALUE_OF_ROOT_TABLE (-3)    /* the address of muster_root_table */
#define VALUE_OF_EVENT_STREAM (-4)  /* muster_event_stream */
#define VALUE_OF_CPU (-5)           /* the CPU's number */
#define VALUE_OF_MIDR (-6)          /* what EL3 reads as MIDR_EL1 */
#define VALUE_OF_MPIDR (-7)         /* what EL3 reads as MPIDR_EL1 */
#define VALUE_OF_COUNTERS (-8)      /* PMCR_EL0.N */

#define ALL_BITS 0xffffffffffffffff
#define ALWAYS id_aa64pfr0_el1, 0 /* EL0 exists */
#define WITH_VH id_aa64mmfr1_el1, 8
#define WITH_GIC id_aa64pfr0_el1, 24
#define WITH_PMU id_aa64dfr0_el1, 8

#define READ_REGISTERS(ROW)                                                                        \
    /* M, C, SA, SA0, I, WXN; not A, E0E, EE */                                                    \
    ROW(SCTLR_EL1, sctlr_el1, ALWAYS, 1, 0x308101f, 0x8101d)                                       \
    ROW(VBAR_EL1, vbar_el1, ALWAYS, 1, ALL_BITS, VALUE_OF_VECTORS)                                 \
    /* FPEN; not TTA, SMEN, ZEN */                                                                 \
    ROW(CPACR_EL1, cpacr_el1, ALWAYS, 1, 0x13330000, 0x300000)                                     \
    ROW(MDSCR_EL1, mdscr_el1, ALWAYS, 1, ALL_BITS, 0)                                              \
    ROW(FPCR, fpcr, ALWAYS, 1, ALL_BITS, 0)                                                        \
    ROW(FPSR, fpsr, ALWAYS, 1, 0x800008f, 0)                                                       \
    ROW(MAIR_EL1, mair_el1, ALWAYS, 1, ALL_BITS, 0x04ff)                                           \
    /* all but IPS: 48 bits, EPD1, write-back, inner shareable */                                  \
    ROW(TCR_EL1, tcr_el1, ALWAYS, 1, 0xfffffff8ffffffff, 0x803510)                                 \
    ROW(TTBR0_EL1, ttbr0_el1, ALWAYS, 1, ALL_BITS, VALUE_OF_ROOT_TABLE)                            \
    ROW(CNTKCTL_EL1, cntkctl_el1, ALWAYS, 1, 0x3ff, VALUE_OF_EVENT_STREAM)                         \
    ROW(TPIDRRO_EL0, tpidrro_el0, ALWAYS, 1, ALL_BITS, VALUE_OF_CPU)                               \
    /* of each timer ENABLE and IMASK; no timer is set */                                          \
    ROW(CNTP_CTL_EL0, cntp_ctl_el0, ALWAYS, 2, 0x3, 0)                                             \
    ROW(CNTHP_CTL_EL2, cnthp_ctl_el2, ALWAYS, 2, 0x3, 0)                                           \
    ROW(CNTHV_CTL_EL2, S3_4_C14_C3_1, WITH_VH, 2, 0x3, 0)                                          \
    ROW(CNTVOFF_EL2, cntvoff_el2, ALWAYS, 2, ALL_BITS, 0)                                          \
    /* EL1PCTEN, EL1PCEN; not EVNTEN */                                                            \
    ROW(CNTHCTL_EL2, cnthctl_el2, ALWAYS, 2, 0x7, 0x3)                                             \
    /* not M, A, C, SA, I, WXN, EE */                                                              \
    ROW(SCTLR_EL2, sctlr_el2, ALWAYS, 2, 0x208100f, 0)                                             \
    ROW(VBAR_EL2, vbar_el2, ALWAYS, 2, ALL_BITS, VALUE_OF_EARLY_VECTORS)                           \
    /* all but APK, API, ATA: RW */                                                                \
    ROW(HCR_EL2, hcr_el2, ALWAYS, 2, 0xfefffcffffffffff, 0x80000000)                               \
    /* TZ and TSM trap; not TFP, TTA, TAM, TCPAC */                                                \
    ROW(CPTR_EL2, cptr_el2, ALWAYS, 2, 0xc0101500, 0x1100)                                         \
    ROW(HSTR_EL2, hstr_el2, ALWAYS, 2, ALL_BITS, 0)                                                \
    ROW(VTTBR_EL2, vttbr_el2, ALWAYS, 2, ALL_BITS, 0)                                              \
    ROW(VPIDR_EL2, vpidr_el2, ALWAYS, 2, ALL_BITS, VALUE_OF_MIDR)                                  \
    ROW(VMPIDR_EL2, vmpidr_el2, ALWAYS, 2, ALL_BITS, VALUE_OF_MPIDR)                               \
    /* no traps; HPMN */                                                                           \
    ROW(MDCR_EL2, mdcr_el2, WITH_PMU, 2, 0xfff, VALUE_OF_COUNTERS)                                 \
    ROW(ICH_HCR_EL2, S3_4_C12_C11_0, WITH_GIC, 2, ALL_BITS, 0)                                     \
    /* what the values above are compared with */                                                  \
    ROW(MIDR_EL1, midr_el1, ALWAYS, 1, 0, 0)                                                       \
    ROW(MPIDR_EL1, mpidr_el1, ALWAYS, 1, 0, 0)                                                     \
    ROW(PMCR_EL0, pmcr_el0, ALWAYS, 1, 0, 0)

/* The firmware's function, one of DEN0028's for makers: x1 = the row, x2 = 0: is it there?, 1: its
 * value. Returns -1 for a row that there is not. */
#define READ_REGISTER_FUNCTION 0xc3000000

#endif
