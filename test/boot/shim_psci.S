/* SPDX-License-Identifier: MIT */

/*
 * The PSCI firmware of the shim, with FLAG_FIRMWARE: the answers to HVC from EL1, and the way of a
 * core that CPU_ON starts. shim.S says what the firmware does, and the state at entry.
 */

#include "shim.h"

/* The kinds of PARAM_FAULT. */
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

/* The architecture (Arm ARM, DDI 0487). */
#define ESR_EC_SHIFT 26
#define EC_HVC64 0x16

/* What firmware_call and secondary keep where. */
#define TARGET x4
#define KIND x5
#define ARGUMENT x6
#define FUNCTION w7
#define RECORD x8

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

/*
 * The first instruction of every other core under FLAG_FIRMWARE, as QEMU's CPU_ON starts it.
 * In: EL2, MMU off, DAIF masked; x0 = its record. Out: EL1h at the caller's entry, x0 = context id.
 */
    .globl secondary
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
 * An exception from EL1: HVC is a PSCI call.
 * In: EL1's registers, SP_EL2 = this core's record. Out: x0 = the result, the others as they were.
 */
    .globl firmware_call
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

    .ltorg

    .section .note.GNU-stack, "", %progbits
