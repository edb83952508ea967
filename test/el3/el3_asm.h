/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_EL3_ASM_H
#define MUSTER_TEST_EL3_ASM_H

/* What the assembly of the firmware shares. Registers and bits are those of the Arm ARM (DDI 0487)
 * and of IHI 0069. */

/* As el3.h has them. */
#define MAX_CPUS 8
#define CPU_MASK 7
#define SGI_WAKEUP 15
#define OPTION_EL1_BIT 0
#define OPTION_PRIORITIES_BIT 3
#define OPTION_CLEAN_BIT 6
#define WAY_ENTRY 0
#define WAY_SEED 16
#define WAY_OPTIONS 24
#define WAY_CNTVOFF 32
#define WAY_GICV3 40

#define STACK_BYTES 2048
#define SMC_FRAME_BYTES 48

#define SCTLR_EL3_MMU_OFF 0x30c50830
#define SCR_NS (1 << 0)
#define SCR_FIQ (1 << 2)
#define SCR_RES1 (3 << 4)
#define SCR_HCE (1 << 8)
#define SCR_RW (1 << 10)
#define SCR_APK (1 << 16)
#define SCR_API (1 << 17)
#define SCR_FGTEN (1 << 27)
#define SCR_HXEN (1 << 38)
#define SCR_ENTP2 (1 << 41)
#define CPTR_EZ (1 << 8)
#define CPTR_ESM (1 << 12)
#define VECTOR_LENGTH_MAX 0xf
#define SMCR_FA64 (1 << 31)
#define ISR_IRQ_FIQ 0xc0
#define ESR_EC_SHIFT 26
#define EC_SMC64 0x17

/* ID fields, as shifts; each is 4 bits wide. */
#define PFR0_GIC 24
#define PFR0_SVE 32
#define PFR1_SME 24
#define PFR1_SSBS 4
#define PFR1_MTE 8
#define MMFR0_FGT 56
#define MMFR1_VH 8
#define MMFR1_LO 16
#define MMFR1_HCX 40
#define DFR0_PMUVER 8
#define DFR0_BRPS 12
#define DFR0_WRPS 20
#define ISAR1_APA 4
#define ISAR1_API 8

/* PSTATE in SPSR. The junk: NZCV, TCO, DIT, UAO, PAN, SSBS. */
#define SPSR_EL1H 0x5
#define SPSR_EL2H 0x9
#define SPSR_DAIF (0xf << 6)
#define SPSR_JUNK 0xf3c01000

#define ICC_SRE_ALL 0xf /* Enable, DIB, DFB, SRE */
#define ICC_SGI_ID_SHIFT 24

/* Encodings, for assemblers that do not know the names. */
#define ICC_SRE_EL3 S3_6_C12_C12_5
#define ICC_SRE_EL2 S3_4_C12_C9_5
#define ICC_SRE_EL1 S3_0_C12_C12_5
#define ICC_PMR_EL1 S3_0_C4_C6_0
#define ICC_IGRPEN0_EL1 S3_0_C12_C12_6
#define ICC_IGRPEN1_EL1 S3_0_C12_C12_7
#define ICC_SGI0R_EL1 S3_0_C12_C11_7
#define ICC_IAR0_EL1 S3_0_C12_C8_0
#define ICC_EOIR0_EL1 S3_0_C12_C8_1
#define ICC_BPR1_EL1 S3_0_C12_C12_3
#define ICC_CTLR_EL1 S3_0_C12_C12_4
#define ICC_AP1R0_EL1 S3_0_C12_C9_0
#define ICH_HCR_EL2 S3_4_C12_C11_0
#define ICH_VMCR_EL2 S3_4_C12_C11_7
#define ICH_LR0_EL2 S3_4_C12_C12_0
#define ICH_LR1_EL2 S3_4_C12_C12_1
#define ICH_AP0R0_EL2 S3_4_C12_C8_0
#define ICH_AP1R0_EL2 S3_4_C12_C9_0
#define ZCR_EL3 S3_6_C1_C2_0
#define ZCR_EL2 S3_4_C1_C2_0
#define ZCR_EL1 S3_0_C1_C2_0
#define SMCR_EL3 S3_6_C1_C2_6
#define SMCR_EL2 S3_4_C1_C2_6
#define SMCR_EL1 S3_0_C1_C2_6
#define SMPRI_EL1 S3_0_C1_C2_4
#define SMPRIMAP_EL2 S3_4_C1_C2_5
#define TPIDR2_EL0 S3_3_C13_C0_5
#define HCRX_EL2 S3_4_C1_C2_2
#define HFGRTR_EL2 S3_4_C1_C1_4
#define HFGWTR_EL2 S3_4_C1_C1_5
#define HFGITR_EL2 S3_4_C1_C1_6
#define HDFGRTR_EL2 S3_4_C3_C1_4
#define HDFGWTR_EL2 S3_4_C3_C1_5
#define LORSA_EL1 S3_0_C10_C4_0
#define LOREA_EL1 S3_0_C10_C4_1
#define LORN_EL1 S3_0_C10_C4_2
#define LORC_EL1 S3_0_C10_C4_3
#define TTBR1_EL2 S3_4_C2_C0_1
#define CONTEXTIDR_EL2 S3_4_C13_C0_1
#define CNTHV_CTL_EL2 S3_4_C14_C3_1
#define CNTHV_CVAL_EL2 S3_4_C14_C3_2

/* Semihosting. */
#define SEMIHOSTING 0xf000
#define SYS_EXIT_EXTENDED 0x20
#define ADP_STOPPED_APPLICATION_EXIT 0x20026

/* Loads a constant. */
.macro mov_q register, value
    ldr     \register, =(\value)
.endm

/* Goes to \label unless the ID register's field is more than 0. Clobbers x1. */
.macro skip_unless id, field, label
    mrs     x1, \id
    ubfx    x1, x1, #\field, #4
    cbz     x1, \label
.endm

/* Sets the bits of x2 in x0 if the field is more than 0. Clobbers x1. */
.macro set_if_field id, field
    mrs     x1, \id
    ubfx    x1, x1, #\field, #4
    cmp     x1, #0
    csel    x2, x2, xzr, ne
    orr     x0, x0, x2
.endm

/* \register = the next random number. */
.macro random register
    eor     x28, x28, x28, lsl #13
    eor     x28, x28, x28, lsr #7
    eor     x28, x28, x28, lsl #17
    mov     \register, x28
.endm

/* Sets the bits of SPSR_JUNK at random. Clobbers x0, x1. */
.macro junk_pstate spsr
    random  x0
    mov_q   x1, SPSR_JUNK
    and     x0, x0, x1
    orr     \spsr, \spsr, x0
.endm

#endif
