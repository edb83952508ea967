/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_SYSREG_H
#define MUSTER_AARCH64_SYSREG_H

/*
 * Names the bits of the system registers that the runtime reads or writes, for C and assembly.
 * Names and positions: Arm ARM (DDI 0487) D17; GIC registers: GICv3 architecture (IHI 0069) 12.2.
 */

/* Processor state */
#define CURRENT_EL_SHIFT 2
#define PSTATE_DAIF (0xf << 6)
#define PSTATE_EL1T 0x4
#define PSTATE_EL1H 0x5
#define PSTATE_EL2H 0x9
#define DAIF_ALL 0xf
#define DAIF_FIQ 0x1
#define DAIF_IRQ 0x2
#define PSTATE_I (1 << 7)
#define PSTATE_F_SHIFT 6
#define DAIF_SERROR 0x4

/* SCTLR_EL1 (and SCTLR_EL2 under HCR_EL2.E2H) */
#define SCTLR_M (1 << 0)
#define SCTLR_C (1 << 2)
#define SCTLR_SA (1 << 3)
#define SCTLR_SA0 (1 << 4)
#define SCTLR_I (1 << 12)
#define SCTLR_WXN (1 << 19)
/* bits 29 LSMAOE, 28 nTLSMD, 23 SPAN, 22 EIS, 20 TSCXT, 11 EOS: RES1 without their features */
#define SCTLR_EL1_RES1 0x30d00800
#define SCTLR_EL1_MMU_OFF SCTLR_EL1_RES1
#define SCTLR_EL1_MMU_ON                                                                           \
    (SCTLR_EL1_RES1 | SCTLR_M | SCTLR_C | SCTLR_I | SCTLR_SA | SCTLR_SA0 | SCTLR_WXN)
/* SCTLR_EL2 without E2H: bits 29, 28, 23, 22, 18, 16, 11, 5, 4 are RES1 */
#define SCTLR_EL2_MMU_OFF 0x30c50830

/* MAIR_EL1: the memory types, by index */
#define MAIR_INDEX_NORMAL 0
#define MAIR_INDEX_DEVICE 1
#define MAIR_NORMAL_WB 0xff
#define MAIR_DEVICE_nGnRE 0x04
#define MAIR_VALUE                                                                                 \
    ((MAIR_NORMAL_WB << (8 * MAIR_INDEX_NORMAL)) | (MAIR_DEVICE_nGnRE << (8 * MAIR_INDEX_DEVICE)))

/* TCR_EL1: TTBR0 only, 48-bit addresses, 4 KiB pages, table walks in write-back inner-shareable
 * memory. The physical address size (IPS) comes from ID_AA64MMFR0_EL1. */
#define VA_BITS 48
#define TCR_T0SZ (64 - VA_BITS)
#define TCR_IRGN0_WBWA (1 << 8)
#define TCR_ORGN0_WBWA (1 << 10)
#define TCR_SH0_INNER (3 << 12)
#define TCR_EPD1 (1 << 23)
#define TCR_IPS_SHIFT 32
#define TCR_VALUE (TCR_T0SZ | TCR_IRGN0_WBWA | TCR_ORGN0_WBWA | TCR_SH0_INNER | TCR_EPD1)
#define ID_AA64MMFR0_PARANGE_MAX_48BIT 5

/* CPACR_EL1 (and CPTR_EL2 under E2H): FP and SIMD are not trapped */
#define CPACR_FPEN (3 << 20)

/* MPIDR_EL1: the lowest affinity level is a core's threads */
#define MPIDR_MT (1 << 24)

/* CNTKCTL_EL1 (and CNTHCTL_EL2 under E2H): make events from a bit of the counter */
#define CNTKCTL_EVNTEN (1 << 2)
#define CNTKCTL_EVNTI_SHIFT 4
#define CNTKCTL_EVNTI_MAX 15

/* EL2. Where a feature is not there, its field in HCR_EL2, HCRX_EL2, the fine-grained traps, and in
 * CPTR_EL2 under E2H is RES0: the CPU ignores what is written to it. */
#define HCR_RW (1 << 31)
#define HCR_TGE (1 << 27)
#define HCR_E2H_SHIFT 34
#define HCR_E2H (1 << HCR_E2H_SHIFT)
#define HCR_APK (1 << 40)
#define HCR_API (1 << 41)
#define HCR_ATA (1 << 56)
/* FP and SIMD are not trapped. SVE and SME are, because the runtime does not keep their registers:
 * TZ and TSM are RES1 in a CPU that lacks them, and ZEN and SMEN are 0. */
#define CPTR_EL2_NO_FP_TRAP 0x33ff
#define CPTR_E2H_NO_FP_TRAP CPACR_FPEN
#define CNTHCTL_EL1PCTEN (1 << 0)
#define CNTHCTL_EL1PCEN (1 << 1)
#define CNTHCTL_E2H_EL1PCTEN (1 << 10)
#define CNTHCTL_E2H_EL1PCEN (1 << 11)
/* The buffers of profiling (SPE) and trace (TRBE) belong to EL1 */
#define MDCR_E2PB_EL1 (3 << 12)
#define MDCR_E2TB_EL1 (3 << 24)
/* PMBIDR_EL1 and TRBIDR_EL1: the buffer belongs to a higher level */
#define BUFFER_IDR_P_SHIFT 4
/* FPMR, GCS, SCTLR2, TCR2, CPY and SET, and ST64B with its kin do not trap */
#define HCRX_NO_TRAPS ((1 << 23) | (1 << 22) | (1 << 15) | (1 << 14) | (1 << 11) | 7)
/* The fine-grained traps: a field with a name that begins with n traps when it is 0 */
#define HFGRTR_NO_TRAPS ((0xfff << 52) | (1 << 50)) /* the same for HFGWTR_EL2 */
#define HFGITR_NO_TRAPS (0x1f << 55)
#define HDFGRTR_NO_TRAPS (0xf << 59)
#define HDFGWTR_NO_TRAPS (7 << 60)
#define HDFGRTR2_NO_TRAPS (7 << 2) /* PMICNTR, PMICFILTR, PMUACR; the same for HDFGWTR2_EL2 */
#define ICC_SRE_SRE (1 << 0)
#define ICC_SRE_ENABLE (1 << 3)

/* EL3. SCTLR_EL3 without MMU and caches: bits 29, 28, 23, 22, 18, 16, 11, 5, 4 are RES1 */
#define SCTLR_EL3_MMU_OFF 0x30c50830
#define SCR_NS (1 << 0)
#define SCR_RES1 (3 << 4)
#define SCR_HCE (1 << 8)
#define SCR_RW (1 << 10)
#define SCR_APK (1 << 16)
#define SCR_API (1 << 17)
#define SCR_EnSCXT (1 << 25)
#define SCR_ATA (1 << 26)
#define SCR_FGTEn (1 << 27)
#define SCR_ECVEn (1 << 28)
#define SCR_AMVOFFEN (1 << 35)
#define SCR_EnAS0 (1 << 36)
#define SCR_ADEn (1 << 37)
#define SCR_HXEn (1 << 38)
#define SCR_GCSEn (1 << 39)
#define SCR_EnTP2 (1 << 41)
#define SCR_RCWMASKEn (1 << 42)
#define SCR_TCR2En (1 << 43)
#define SCR_SCTLR2En (1 << 44)
#define SCR_PIEn (1 << 45)
#define SCR_AIEn (1 << 46)
#define SCR_D128En (1 << 47)
#define SCR_EnFPM (1 << 50)
#define SCR_PFAREn (1 << 53)
#define SCR_FGTEn2 (1 << 59)
#define MDCR_EL3_EnPM2 (1 << 7)
#define MDCR_EL3_NSPB (3 << 12)
#define MDCR_EL3_NSTB (3 << 24)
#define MDCR_EL3_SBRBE (3 << 32)
#define MDCR_EL3_EnPMSN (1 << 36)
#define CPTR_EL3_EZ (1 << 8)
#define CPTR_EL3_ESM (1 << 12)
/* ZCR_EL3.LEN and SMCR_EL3.LEN: the longest vectors that the CPU has */
#define VECTOR_LENGTH_MAX 0xf
#define SMCR_EL3_EZT0 (1 << 30)
#define SMCR_EL3_FA64 (1 << 31)

/* Fields of the ID registers, as shifts; each is 4 bits wide */
#define ID_AA64ISAR0_ATOMIC_SHIFT 20
#define ID_AA64ISAR0_ATOMIC_LSE 2
#define ID_AA64ISAR1_APA_SHIFT 4
#define ID_AA64ISAR1_API_SHIFT 8
#define ID_AA64ISAR1_LS64_SHIFT 60
#define ID_AA64ISAR2_APA3_SHIFT 12
#define ID_AA64PFR0_EL2_SHIFT 8
#define ID_AA64PFR0_GIC_SHIFT 24
#define ID_AA64PFR0_SVE_SHIFT 32
#define ID_AA64PFR0_MPAM_SHIFT 40
#define ID_AA64PFR0_AMU_SHIFT 44
#define ID_AA64PFR0_CSV2_SHIFT 56
#define ID_AA64PFR1_MTE_SHIFT 8
#define ID_AA64PFR1_MPAM_FRAC_SHIFT 16
#define ID_AA64PFR1_SME_SHIFT 24
#define ID_AA64PFR1_CSV2_FRAC_SHIFT 32
#define ID_AA64PFR1_GCS_SHIFT 44
#define ID_AA64PFR1_THE_SHIFT 48
#define ID_AA64PFR1_PFAR_SHIFT 60
#define ID_AA64PFR2_FPMR_SHIFT 32
#define ID_AA64SMFR0_FA64_SHIFT 63
#define ID_AA64DFR0_PMUVER_SHIFT 8
#define ID_AA64DFR0_PMUVER_IMPDEF 0xf
#define ID_AA64DFR0_PMUVER_3P5 6
#define ID_AA64DFR0_PMUVER_3P9 9
#define ID_AA64DFR0_PMSVER_SHIFT 32
#define ID_AA64DFR0_TRACEBUFFER_SHIFT 44
#define ID_AA64MMFR0_PARANGE_SHIFT 0
#define ID_AA64DFR0_BRBE_SHIFT 52
#define ID_AA64MMFR0_FGT_SHIFT 56
#define ID_AA64MMFR0_FGT_FGT2 2
#define ID_AA64MMFR0_ECV_SHIFT 60
#define ID_AA64MMFR1_VH_SHIFT 8
#define ID_AA64MMFR1_LO_SHIFT 16
#define ID_AA64MMFR1_HCX_SHIFT 40
#define ID_AA64MMFR3_TCRX_SHIFT 0
#define ID_AA64MMFR3_SCTLRX_SHIFT 4
#define ID_AA64MMFR3_S1PIE_SHIFT 8
#define ID_AA64MMFR3_S2PIE_SHIFT 12
#define ID_AA64MMFR3_S1POE_SHIFT 16
#define ID_AA64MMFR3_S2POE_SHIFT 20
#define ID_AA64MMFR3_AIE_SHIFT 24
#define ID_AA64MMFR3_D128_SHIFT 32
#define ID_AA64MMFR4_E2H0_SIGN_SHIFT 27 /* the sign of E2H0: negative if E2H is RES1 */
#define PMCR_N_SHIFT 11
#define PMCR_N_WIDTH 5

/* PMCR_EL0, in this order: count; set the event counters to 0; set the cycle counter to 0; the
 * cycle counter has 64 bits; the event counters have 64 bits */
#define PMCR_E (1 << 0)
#define PMCR_P (1 << 1)
#define PMCR_C (1 << 2)
#define PMCR_LC (1 << 6)
#define PMCR_LP (1 << 7)
/* PMCNTENSET_EL0: the cycle counter. PMEVTYPER and PMCCFILTR: count at EL2 */
#define PMCNTEN_CYCLES (UINT64_C(1) << 31)
#define PMEVTYPER_NSH (1 << 27)

/* Registers that some assemblers know only by their encoding. SYSREG_STRING() is for inline
 * assembly. */
#define SYSREG_STRING(name) SYSREG_STRING_(name)
#define SYSREG_STRING_(name) #name
#define SYS_ICC_SRE_EL3 S3_6_C12_C12_5
#define SYS_ICC_CTLR_EL3 S3_6_C12_C12_4
#define SYS_ZCR_EL3 S3_6_C1_C2_0
#define SYS_SMCR_EL3 S3_6_C1_C2_6
#define SYS_MPAM3_EL3 S3_6_C10_C5_0
#define SYS_ID_AA64PFR2_EL1 S3_0_C0_C4_2
#define SYS_ID_AA64SMFR0_EL1 S3_0_C0_C4_5
#define SYS_ID_AA64ISAR2_EL1 S3_0_C0_C6_2
#define SYS_ICC_SRE_EL2 S3_4_C12_C9_5
#define SYS_ICH_HCR_EL2 S3_4_C12_C11_0
#define SYS_ICC_SRE_EL1 S3_0_C12_C12_5
#define SYS_ICC_PMR_EL1 S3_0_C4_C6_0
#define SYS_FPCR S3_3_C4_C4_0
#define SYS_ICC_CTLR_EL1 S3_0_C12_C12_4
#define SYS_ICC_IGRPEN1_EL1 S3_0_C12_C12_7
#define SYS_ICC_IAR1_EL1 S3_0_C12_C12_0
#define SYS_ICC_EOIR1_EL1 S3_0_C12_C12_1
#define SYS_ICC_SGI1R_EL1 S3_0_C12_C11_5
#define SYS_ICC_SGI0R_EL1 S3_0_C12_C11_7
#define SYS_ICC_IGRPEN0_EL1 S3_0_C12_C12_6
#define SYS_ICC_IAR0_EL1 S3_0_C12_C8_0
#define SYS_ICC_BPR0_EL1 S3_0_C12_C8_3
#define SYS_ICC_AP0R0_EL1 S3_0_C12_C8_4
#define SYS_ICC_AP0R1_EL1 S3_0_C12_C8_5
#define SYS_ICC_AP0R2_EL1 S3_0_C12_C8_6
#define SYS_ICC_AP0R3_EL1 S3_0_C12_C8_7
#define SYS_ICC_AP1R0_EL1 S3_0_C12_C9_0
#define SYS_ICC_AP1R1_EL1 S3_0_C12_C9_1
#define SYS_ICC_AP1R2_EL1 S3_0_C12_C9_2
#define SYS_ICC_AP1R3_EL1 S3_0_C12_C9_3
#define SYS_ICC_BPR1_EL1 S3_0_C12_C12_3
#define SYS_ICC_EOIR0_EL1 S3_0_C12_C8_1
#define SYS_HFGRTR_EL2 S3_4_C1_C1_4
#define SYS_HFGWTR_EL2 S3_4_C1_C1_5
#define SYS_HFGITR_EL2 S3_4_C1_C1_6
#define SYS_HDFGRTR_EL2 S3_4_C3_C1_4
#define SYS_HDFGWTR_EL2 S3_4_C3_C1_5
#define SYS_HCRX_EL2 S3_4_C1_C2_2
#define SYS_HAFGRTR_EL2 S3_4_C3_C1_6
#define SYS_HDFGRTR2_EL2 S3_4_C3_C1_0
#define SYS_HDFGWTR2_EL2 S3_4_C3_C1_1
#define SYS_HFGRTR2_EL2 S3_4_C3_C1_2
#define SYS_HFGWTR2_EL2 S3_4_C3_C1_3
#define SYS_HFGITR2_EL2 S3_4_C3_C1_7
#define SYS_ID_AA64ISAR2_EL1 S3_0_C0_C6_2
#define SYS_ID_AA64MMFR3_EL1 S3_0_C0_C7_3
#define SYS_ID_AA64MMFR4_EL1 S3_0_C0_C7_4
#define SYS_SCTLR2_EL1 S3_0_C1_C0_3
#define SYS_SCTLR2_EL2 S3_4_C1_C0_3
#define SYS_TCR2_EL1 S3_0_C2_C0_3
#define SYS_GCSCR_EL1 S3_0_C2_C5_0
#define SYS_GCSCR_EL2 S3_4_C2_C5_0
#define SYS_LORC_EL1 S3_0_C10_C4_3
#define SYS_PMBLIMITR_EL1 S3_0_C9_C10_0
#define SYS_PMBIDR_EL1 S3_0_C9_C10_7
#define SYS_TRBLIMITR_EL1 S3_0_C9_C11_0
#define SYS_TRBIDR_EL1 S3_0_C9_C11_7
#define SYS_CNTHV_CTL_EL2 S3_4_C14_C3_1

/* EL1's registers at EL2 under E2H, where the names of EL1 mean EL2's. CNTx_CTL_EL02 belong to the
 * names of EL0. */
#define SYS_SCTLR_EL12 S3_5_C1_C0_0
#define SYS_SPSR_EL12 S3_5_C4_C0_0
#define SYS_ELR_EL12 S3_5_C4_C0_1
#define SYS_ESR_EL12 S3_5_C5_C2_0
#define SYS_FAR_EL12 S3_5_C6_C0_0
#define SYS_VBAR_EL12 S3_5_C12_C0_0
#define SYS_CNTP_CTL_EL02 S3_5_C14_C2_1
#define SYS_CNTV_CTL_EL02 S3_5_C14_C3_1

/* ESR_ELx.EC */
#define ESR_EC_SHIFT 26
#define ESR_EC_HVC64 0x16
#define ESR_EC_SMC64 0x17

/* CTR_EL0.DminLine: log2 of the words in the smallest data cache line */
#define CTR_DMINLINE_SHIFT 16
#define CTR_FIELD_WIDTH 4

/* DCZID_EL0: DZP, DC ZVA is prohibited; BS, log2 of the words of its block */
#define DCZID_DZP_AND_BS 0x1f
#define DCZID_64_BYTES 4

#endif
