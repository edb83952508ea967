/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_SHIM_H
#define MUSTER_TEST_SHIM_H

/* What the two halves of the shim share: the loader (shim.S) and the firmware (shim_psci.S). */

/* Parameters: 64-bit words from PARAMETERS on, 0 when not set. */
#define PARAMETERS 0x40180000
#define PARAM_X0 0x00      /* the program's x0: the address of a device tree, or junk */
#define PARAM_PROGRAM 0x08 /* where the program is */
#define PARAM_FLAGS 0x10   /* FLAG_* */
#define PARAM_FAULT 0x18   /* target's mpidr 15:0, kind (FAULT_*) 23:16, argument 31:24 */

#define FLAG_FIRMWARE_BIT 0                    /* be the PSCI firmware */
#define FLAG_FIRMWARE (1 << FLAG_FIRMWARE_BIT)
#define FLAG_DROP_BOOT (1 << 1)                /* EL1 for the boot CPU, EL2 for those it starts */
#define FLAG_JUNK_BIT 2                        /* junk in x1..x3 */
#define FLAG_NO_CNTFRQ_BIT 3                   /* CNTFRQ_EL0 = 0 on the boot CPU; at its top EL */
#define FLAG_HIGH_COUNTER_BIT 4                /* EL1's virtual counter wraps soon after reset */

/* A record per core, indexed by Aff1:Aff0. It is also where SP_EL2 of that core points. */
#define RECORD_ENTRY 0    /* with RECORD_CONTEXT: written by CPU_ON that holds RECORD_BUSY */
#define RECORD_BUSY 16    /* 1: taken by a CPU_ON; back to 0 when that fails, or by the new core */
#define RECORD_FAULTED 24 /* 1: FAULT_NEVER or FAULT_ERROR_ONCE has struck; RECORD_BUSY guards it */
#define RECORD_SAVED 32   /* x2..x11 of EL1 while its core is in firmware_call; only that core */
#define RECORD_SHIFT 7
#define AFF0_BITS 4 /* QEMU virt has up to 16 cores in a cluster and 32 clusters */
#define AFF1_SHIFT 8
#define AFF1_BITS 5
#define AFF_MASK 0x1f0f
#define TARGET_BITS 16
#define RECORDS (1 << (AFF0_BITS + AFF1_BITS))

/* The architecture (Arm ARM, DDI 0487). */
#define CURRENTEL_EL2 (2 << 2)
#define SPSR_EL1H_DAIF 0x3c5
#define HIGH_COUNTER_SHIFT 20 /* of CNTVOFF_EL2: 2^20 ticks to the wrap, 17 ms at 62.5 MHz */
#define HCR_RW_BIT 31         /* EL1 is AArch64 */
#define HCR_HCD (1 << 29)     /* HVC is undefined */
#define CPTR_EL2_RES1 0x33ff  /* no trap for FP */
#define CNTHCTL_EL1PC 3       /* EL1PCTEN, EL1PCEN: no trap for the physical counter and timer */
#define SCTLR_EL1_RES1 0x30d00800
#define PFR0_GIC_SHIFT 24
#define PFR0_GIC_BITS 4
#define ICC_SRE_EL2 S3_4_C12_C9_5
#define ICC_SRE_ENABLE_SRE 9  /* system registers, for EL1 too */

    /* \record = address of the record of the core with \mpidr; clobbers \tmp. */
    .macro record_of record, mpidr, tmp
    and     \record, \mpidr, #((1 << AFF0_BITS) - 1)
    ubfx    \tmp, \mpidr, #AFF1_SHIFT, #AFF1_BITS
    orr     \tmp, \record, \tmp, lsl #AFF0_BITS
    ldr     \record, =records
    add     \record, \record, \tmp, lsl #RECORD_SHIFT
    .endm

#endif
