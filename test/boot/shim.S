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
 * With FLAG_FIRMWARE the shim stays at EL2 and answers HVC from EL1 as PSCI (shim_psci.S): x0 is
 * the result and every other register is kept. It passes calls on to QEMU's own PSCI with SMC,
 * except CPU_ON and the calls that PARAM_FAULT names. QEMU starts a core at EL2, so `secondary`
 * comes first and takes the core to EL1h at the caller's entry, context id in x0. A CPU_ON that
 * overtakes another one for the same core gets ON_PENDING. An SMC from EL1 does not pass here but
 * goes to QEMU: the program's device tree must name hvc. EL1 may use all but SVE, SME and pointer
 * authentication.
 *
 * For QEMU alone: it has no caches, so this has no cache maintenance, and exclusives work with the
 * MMU off. Whatever the shim cannot do ends QEMU through semihosting with STATUS_BROKEN.
 */

#include "shim.h"

/* Exception vectors (Arm ARM, DDI 0487). */
#define VECTOR_BYTES 0x80
#define VECTORS_ALIGN_BITS 11

/* Semihosting. */
#define SEMIHOSTING 0xf000
#define SYS_WRITE0 0x04
#define SYS_EXIT_EXTENDED 0x20
#define ADP_STOPPED_APPLICATION_EXIT 0x20026
#define STATUS_BROKEN 86

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
    mrs     x7, hcr_el2             /* no firmware answers an HVC: let it trap in the program */
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
 * Gives EL1 the machine: nothing traps to EL2 but HVC; the next eret goes to EL1h, DAIF masked.
 * MDCR_EL2 and the rest are good as QEMU resets them. Clobbers x9.
 */
    .globl open_el1
open_el1:
    mov     x9, #(1 << HCR_RW_BIT)
    msr     hcr_el2, x9
    msr     hstr_el2, xzr
    mov     x9, #CPTR_EL2_RES1
    msr     cptr_el2, x9
    mov     x9, #CNTHCTL_EL1PC
    msr     cnthctl_el2, x9
    ldr     x9, =(PARAMETERS + PARAM_FLAGS)
    ldr     x9, [x9]
    ubfx    x9, x9, #FLAG_HIGH_COUNTER_BIT, #1
    lsl     x9, x9, #HIGH_COUNTER_SHIFT
    msr     cntvoff_el2, x9         /* 0, or with FLAG_HIGH_COUNTER that of shim.h */
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

/* Ends QEMU: FLAG_FIRMWARE or FLAG_DROP_BOOT without EL2, or an exception at EL2 that is no HVC. */
    .globl broken
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
    .globl records
records:
    .space  RECORDS << RECORD_SHIFT

    .section .note.GNU-stack, "", %progbits
