/* SPDX-License-Identifier: MIT */

/*
 * A boot loader for tests on QEMU virt and, on request, a PSCI firmware that misbehaves.
 *
 * Run as -kernel shim.elf; the program and the parameters below are put in RAM with -device loader.
 *
 * Entry  _start: any EL, MMU and caches off, DAIF masked, no other register counts; one core, or
 *        every core where the machine starts all (then each goes to the program).
 * Exit   to the program: the EL of entry, or EL1h with either of FLAG_FIRMWARE and FLAG_DROP_BOOT,
 *        which need EL2 (FIRMWARE wins); MMU and caches off, DAIF masked, x0 = PARAM_X0,
 *        x1..x3 = 0 or junk (FLAG_JUNK), all others unknown.
 *
 * With FLAG_FIRMWARE the shim stays at EL2 and answers HVC from EL1 as PSCI: x0 is the result and
 * every other register is kept. It passes calls on to QEMU's own PSCI with SMC, but for PARAM_FAULT
 * and CPU_ON: QEMU starts a core at EL2, so `secondary` comes first and takes it to EL1h at the
 * caller's entry, context id in x0. A CPU_ON that overtakes another one for the same core gets
 * ON_PENDING. An SMC from EL1 does not pass here but goes to QEMU: the program's device tree must
 * name hvc. EL1 may use all but SVE, SME and pointer authentication.
 *
 * For QEMU alone: it has no caches, so this has no cache maintenance, and exclusives work with the
 * MMU off. Whatever the shim cannot do ends QEMU through semihosting with STATUS_BROKEN.
 */

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

#define FAULT_NEVER 1         /* target's CPU_ON: SUCCESS, but it stays off, as ON_PENDING */
#define FAULT_ERROR 2         /* target's CPU_ON: -argument, always */
#define FAULT_ERROR_ONCE 3    /* target's CPU_ON: -argument the first time */
#define FAULT_LATE 4          /* target starts, and waits argument * 10 ms before the program */
#define FAULT_NO_OFF 5        /* CPU_OFF: DENIED */
#define FAULT_VERSION 6       /* PSCI_VERSION: argument 7:4 . 3:0; below 1.0 there is no FEATURES */
#define FAULT_NO_SYSTEM_OFF 7 /* SYSTEM_OFF and SYSTEM_RESET: NOT_SUPPORTED */
#define FAULT_CONTEXT 8       /* target starts with argument << 12 as its context id */
#define LATE_UNITS_PER_S 100
#define LATE_SPINS 5000       /* between two looks at the counter: 10 us with -icount shift=0 */
#define CONTEXT_SHIFT 12
#define VERSION_MINOR_BITS 4

/* PSCI (DEN0022): function ids in their 32-bit form, and values. */
#define PSCI_64BIT (1 << 30)
#define PSCI_VERSION 0x84000000
#define PSCI_CPU_OFF 0x84000002
#define PSCI_CPU_ON 0x84000003
#define PSCI_AFFINITY_INFO 0x84000004
#define PSCI_SYSTEM_OFF 0x84000008
#define PSCI_SYSTEM_RESET 0x84000009
#define PSCI_FEATURES 0x8400000a
#define PSCI_0_1_CPU_OFF 0x95c1ba5f /* 0.1 leaves the ids to the platform; these are QEMU's */
#define PSCI_0_1_CPU_ON 0x95c1ba60
#define PSCI_VERSION_MAJOR_SHIFT 16
#define PSCI_RET_SUCCESS 0
#define PSCI_RET_NOT_SUPPORTED -1
#define PSCI_RET_DENIED -3
#define PSCI_RET_ON_PENDING -5
#define PSCI_AFFINITY_LEVEL_ON_PENDING 2
#define ENTRY_ALIGN_MASK 3

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
#define HCR_RW_BIT 31         /* EL1 is AArch64 */
#define HCR_HCD (1 << 29)     /* HVC is undefined */
#define CPTR_EL2_RES1 0x33ff  /* no trap for FP */
#define CNTHCTL_EL1PC 3       /* EL1PCTEN, EL1PCEN: no trap for the physical counter and timer */
#define SCTLR_EL1_RES1 0x30d00800
#define PFR0_GIC_SHIFT 24
#define PFR0_GIC_BITS 4
#define ICC_SRE_EL2 S3_4_C12_C9_5
#define ICC_SRE_ENABLE_SRE 9  /* system registers, for EL1 too */
#define ESR_EC_SHIFT 26
#define EC_HVC64 0x16
#define VECTOR_BYTES 0x80
#define VECTORS_ALIGN_BITS 11

/* Semihosting. */
#define SEMIHOSTING 0xf000
#define SYS_WRITE0 0x04
#define SYS_EXIT_EXTENDED 0x20
#define ADP_STOPPED_APPLICATION_EXIT 0x20026
#define STATUS_BROKEN 86

/* What firmware_call and secondary keep where. */
#define TARGET x4
#define KIND x5
#define ARGUMENT x6
#define FUNCTION w7
#define RECORD x8

    /* \record = address of the record of the core with \mpidr; clobbers \tmp. */
    .macro record_of record, mpidr, tmp
    and     \record, \mpidr, #((1 << AFF0_BITS) - 1)
    ubfx    \tmp, \mpidr, #AFF1_SHIFT, #AFF1_BITS
    orr     \tmp, \record, \tmp, lsl #AFF0_BITS
    ldr     \record, =records
    add     \record, \record, \tmp, lsl #RECORD_SHIFT
    .endm

    /* TARGET, KIND, ARGUMENT = PARAM_FAULT. */
    .macro read_fault
    ldr     TARGET, =(PARAMETERS + PARAM_FAULT)
    ldr     TARGET, [TARGET]
    ubfx    KIND, TARGET, #16, #8
    ubfx    ARGUMENT, TARGET, #24, #8
    and     TARGET, TARGET, #((1 << TARGET_BITS) - 1)
    .endm

    /* Branches to \label when FUNCTION is \id; clobbers x9. */
    .macro on_function id, label
    ldr     w9, =\id
    cmp     FUNCTION, w9
    b.eq    \label
    .endm

    /* The same when moreover KIND is \kind. */
    .macro on_fault kind, id, label
    ldr     w9, =\id
    cmp     FUNCTION, w9
    ccmp    KIND, #\kind, #0, eq
    b.eq    \label
    .endm

    .text

/* The first instruction of the boot CPU; see the top for entry and exit state. */
    .globl _start
_start:
    ldr     x4, =PARAMETERS
    ldr     x5, [x4, #PARAM_PROGRAM]
    ldr     x6, [x4, #PARAM_FLAGS]
    tbz     x6, #FLAG_NO_CNTFRQ_BIT, 1f
    msr     cntfrq_el0, xzr
1:  tst     x6, #(FLAG_FIRMWARE | FLAG_DROP_BOOT)
    b.eq    into_program

    mrs     x7, CurrentEL
    cmp     x7, #CURRENTEL_EL2
    b.ne    broken
    bl      open_el1
    tbnz    x6, #FLAG_FIRMWARE_BIT, 1f
    mrs     x7, hcr_el2             /* nobody will answer an HVC: let it trap in the program */
    orr     x7, x7, #HCR_HCD
    msr     hcr_el2, x7
1:  mrs     x7, mpidr_el1
    record_of x8, x7, x9
    mov     sp, x8
    adr     x7, into_program
    msr     elr_el2, x7
    eret

/* In: x4 = PARAMETERS, x5 = the program, x6 = flags; at the EL that the program is to have. */
into_program:
    ldr     x0, [x4, #PARAM_X0]
    mov     x1, #0
    mov     x2, #0
    mov     x3, #0
    tbz     x6, #FLAG_JUNK_BIT, 1f
    ldr     x1, =0x1111111111111111
    ldr     x2, =0x2222222222222222
    ldr     x3, =0x3333333333333333
1:  br      x5

/*
 * The first instruction of every other core under FLAG_FIRMWARE, as QEMU's CPU_ON starts it.
 * In: EL2, MMU off, DAIF masked; x0 = its record. Out: EL1h at the caller's entry, x0 = context id.
 */
secondary:
    mov     sp, x0
    ldp     x10, x11, [x0, #RECORD_ENTRY]
    add     x0, x0, #RECORD_BUSY
    stlr    xzr, [x0]               /* after the loads; with ldaxr in cpu_on */
    bl      open_el1

    read_fault
    mrs     x0, mpidr_el1
    and     x0, x0, #((1 << TARGET_BITS) - 1)
    cmp     x0, TARGET
    ccmp    KIND, #FAULT_LATE, #0, eq
    b.ne    3f
    mrs     x0, cntfrq_el0          /* the wait in ticks: argument * ticks per second / 100 */
    mul     x0, x0, ARGUMENT
    mov     x1, #LATE_UNITS_PER_S
    udiv    x0, x0, x1
    isb
    mrs     x1, cntpct_el0
1:  yield                           /* lets the other cores run on a single-threaded QEMU: */
    mov     x2, #LATE_SPINS         /* seldom, for each turn there costs hundreds of spins */
2:  subs    x2, x2, #1
    b.ne    2b
    isb
    mrs     x2, cntpct_el0
    sub     x2, x2, x1
    cmp     x2, x0
    b.lo    1b

3:  msr     elr_el2, x10
    mov     x0, x11
    eret

/*
 * Gives EL1 the machine: nothing traps to EL2 but HVC; the next eret goes to EL1h, DAIF masked.
 * MDCR_EL2 and the rest are good as QEMU resets them. Clobbers x9.
 */
open_el1:
    mov     x9, #(1 << HCR_RW_BIT)
    msr     hcr_el2, x9
    msr     hstr_el2, xzr
    mov     x9, #CPTR_EL2_RES1
    msr     cptr_el2, x9
    mov     x9, #CNTHCTL_EL1PC
    msr     cnthctl_el2, x9
    msr     cntvoff_el2, xzr
    mrs     x9, midr_el1
    msr     vpidr_el2, x9
    mrs     x9, mpidr_el1
    msr     vmpidr_el2, x9
    mrs     x9, id_aa64pfr0_el1
    ubfx    x9, x9, #PFR0_GIC_SHIFT, #PFR0_GIC_BITS
    cbz     x9, 1f                  /* no GICv3 */
    mov     x9, #ICC_SRE_ENABLE_SRE
    msr     ICC_SRE_EL2, x9
1:  ldr     x9, =SCTLR_EL1_RES1
    msr     sctlr_el1, x9
    ldr     x9, =vectors
    msr     vbar_el2, x9
    mov     x9, #SPSR_EL1H_DAIF
    msr     spsr_el2, x9
    ret

/*
 * An exception from EL1: HVC is a PSCI call.
 * In: EL1's registers, SP_EL2 = this core's record. Out: x0 = the result, the others as they were.
 */
firmware_call:
    stp     x2, x3, [sp, #RECORD_SAVED]
    stp     x4, x5, [sp, #RECORD_SAVED + 16]
    stp     x6, x7, [sp, #RECORD_SAVED + 32]
    stp     x8, x9, [sp, #RECORD_SAVED + 48]
    stp     x10, x11, [sp, #RECORD_SAVED + 64]
    mrs     x9, esr_el2
    lsr     x9, x9, #ESR_EC_SHIFT
    cmp     x9, #EC_HVC64
    b.ne    broken

    read_fault
    and     FUNCTION, w0, #~PSCI_64BIT
    on_function PSCI_CPU_ON, cpu_on
    on_function PSCI_0_1_CPU_ON, cpu_on
    on_fault FAULT_NEVER, PSCI_AFFINITY_INFO, affinity_info
    on_fault FAULT_NO_OFF, PSCI_CPU_OFF, denied
    on_fault FAULT_NO_OFF, PSCI_0_1_CPU_OFF, denied
    on_fault FAULT_VERSION, PSCI_VERSION, version
    on_fault FAULT_VERSION, PSCI_FEATURES, features
    on_fault FAULT_NO_SYSTEM_OFF, PSCI_SYSTEM_OFF, not_supported
    on_fault FAULT_NO_SYSTEM_OFF, PSCI_SYSTEM_RESET, not_supported

/* Every answer is one of these; in: x1..x3 as the caller gave them for forward, x0 for reply. */
forward:
    smc     #0
reply:
    ldp     x2, x3, [sp, #RECORD_SAVED]
    ldp     x4, x5, [sp, #RECORD_SAVED + 16]
    ldp     x6, x7, [sp, #RECORD_SAVED + 32]
    ldp     x8, x9, [sp, #RECORD_SAVED + 48]
    ldp     x10, x11, [sp, #RECORD_SAVED + 64]
    eret
denied:
    mov     x0, #PSCI_RET_DENIED
    b       reply
on_pending:
    mov     x0, #PSCI_RET_ON_PENDING
    b       reply
features:
    lsr     x9, ARGUMENT, #VERSION_MINOR_BITS
    cbnz    x9, forward
not_supported:
    mov     x0, #PSCI_RET_NOT_SUPPORTED
    b       reply
version:
    and     x0, ARGUMENT, #((1 << VERSION_MINOR_BITS) - 1)
    lsr     x9, ARGUMENT, #VERSION_MINOR_BITS
    orr     x0, x0, x9, lsl #PSCI_VERSION_MAJOR_SHIFT
    b       reply

/* FAULT_NEVER. In: x1 = mpidr, x2 = lowest affinity level. */
affinity_info:
    cmp     x1, TARGET
    ccmp    x2, #0, #0, eq
    b.ne    forward
    record_of RECORD, x1, x9
    ldr     x9, [RECORD, #RECORD_FAULTED]
    cbz     x9, forward
    mov     x0, #PSCI_AFFINITY_LEVEL_ON_PENDING
    b       reply

/* In: x1 = mpidr, x2 = entry, x3 = context id. */
cpu_on:
    mov     x9, #AFF_MASK
    bics    xzr, x1, x9
    b.ne    forward                 /* no such core: QEMU refuses */
    tst     x2, #ENTRY_ALIGN_MASK
    b.ne    forward                 /* and this too, which it would not see in our own entry */

    record_of RECORD, x1, x9
    add     x10, RECORD, #RECORD_BUSY
    mov     x9, #1
1:  ldaxr   x11, [x10]              /* before writing the record: with stlr below, in secondary */
    cbnz    x11, on_pending
    stxr    w11, x9, [x10]
    cbnz    w11, 1b

    cmp     x1, TARGET
    b.ne    start_core
    ldr     x11, [RECORD, #RECORD_FAULTED]
    cmp     KIND, #FAULT_NEVER
    b.eq    never
    cmp     KIND, #FAULT_ERROR
    b.eq    error
    cmp     KIND, #FAULT_ERROR_ONCE
    ccmp    x11, #0, #0, eq
    b.eq    error
    cmp     KIND, #FAULT_CONTEXT
    b.ne    start_core
    lsl     x3, ARGUMENT, #CONTEXT_SHIFT

start_core:
    stp     x2, x3, [RECORD, #RECORD_ENTRY]
    adr     x2, secondary
    mov     x3, RECORD
    dsb     sy                      /* the record before the core: with ldp in secondary */
    smc     #0
    cbz     x0, reply               /* secondary frees the record */
release:
    stlr    xzr, [x10]              /* after all use of the record; with ldaxr above */
    b       reply
never:
    str     x9, [RECORD, #RECORD_FAULTED]
    mov     x0, #PSCI_RET_SUCCESS
    b       release
error:
    str     x9, [RECORD, #RECORD_FAULTED]
    neg     x0, ARGUMENT
    b       release

/* Ends QEMU: FLAG_FIRMWARE or FLAG_DROP_BOOT without EL2, or an exception at EL2 that is no HVC. */
broken:
    mov     x0, #SYS_WRITE0
    adr     x1, broken_text
    hlt     #SEMIHOSTING
    mov     x0, #SYS_EXIT_EXTENDED
    adr     x1, broken_exit
    hlt     #SEMIHOSTING
1:  wfi
    b       1b

    .ltorg

    .balign 1 << VECTORS_ALIGN_BITS
vectors:
    .rept   8                       /* from EL2 itself */
    b       broken
    .balign VECTOR_BYTES
    .endr
    b       firmware_call           /* synchronous, from EL1 in AArch64 */
    .balign VECTOR_BYTES
    .rept   7                       /* IRQ, FIQ, SError; AArch32 */
    b       broken
    .balign VECTOR_BYTES
    .endr

    .section .rodata, "a"
    .balign 8
broken_exit:
    .quad   ADP_STOPPED_APPLICATION_EXIT, STATUS_BROKEN
broken_text:
    .asciz  "shim: not at EL2, or an exception at EL2 that is no HVC\n"

    .bss
    .balign 1 << RECORD_SHIFT
records:
    .space  RECORDS << RECORD_SHIFT

    .section .note.GNU-stack, "", %progbits
