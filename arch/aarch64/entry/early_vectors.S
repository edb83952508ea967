/* SPDX-License-Identifier: MIT */
#include "asm-offsets.h"
#include "aarch64/asm.h"
#include "aarch64/cpu/sysreg.h"

/*
 * The vectors of a CPU that runs no C code of the runtime's own list yet: from init_el() on until
 * .bss is clear on the boot CPU, or the MMU is on on another one. They are also those of EL2 after
 * a CPU has gone down to EL1, because EL2's MMU stays off.
 *
 * An exception is reported with the MMU and caches off, by code that reads only what is clean in
 * memory (base/published.h). It does not return. Nothing else of the image is written: other CPUs
 * may be using it.
 *
 * entry of a slot: EL1 or EL2, any registers; SP_ELx is the top of the CPU's exception stack, or a
 *                  place on it when the report itself faults
 * exit:            early_exception(frame) in C; or, for a fault in the report, the shortest way out
 *                  of the machine
 */

/* log2 of where the vectors for the use of SP_ELx begin. */
#define VECTORS_SP_ELX_SHIFT 9

/* The smallest data cache line that a CPU can have. */
#define SMALLEST_LINE_BYTES 16

    .section .text.vectors, "ax"

/* A slot: keeps x0 in TPIDR_EL0, which no code uses any more, and notes the source and kind. */
.macro early_vector source, kind
    .balign 128
    msr     tpidr_el0, x0
    mov     x0, #(\source << 8 | \kind)
    b       early
.endm

.macro early_vector_from_handler
    .balign 128
    b       early_from_handler
.endm

    .balign 2048
    .global muster_early_vectors
    .hidden muster_early_vectors
    .type muster_early_vectors, %function
muster_early_vectors:
    early_vector VECTOR_FROM_PROGRAM, VECTOR_SYNC
    early_vector VECTOR_FROM_PROGRAM, VECTOR_IRQ
    early_vector VECTOR_FROM_PROGRAM, VECTOR_FIQ
    early_vector VECTOR_FROM_PROGRAM, VECTOR_SERROR
    .rept 4
    early_vector_from_handler
    .endr
    .balign 128
    b       el2_call
    early_vector VECTOR_FROM_LOWER_EL, VECTOR_IRQ
    early_vector VECTOR_FROM_LOWER_EL, VECTOR_FIQ
    early_vector VECTOR_FROM_LOWER_EL, VECTOR_SERROR
    early_vector VECTOR_FROM_LOWER_AARCH32, VECTOR_SYNC
    early_vector VECTOR_FROM_LOWER_AARCH32, VECTOR_IRQ
    early_vector VECTOR_FROM_LOWER_AARCH32, VECTOR_FIQ
    early_vector VECTOR_FROM_LOWER_AARCH32, VECTOR_SERROR
    .size muster_early_vectors, . - muster_early_vectors

    .section .text.boot, "ax"

/* The registers that each EL has of its own. A CPU at EL2 uses EL2's names, with VHE too. */
.macro mmu_off el
    mrs     x1, sctlr_el\el
    bic     x1, x1, #SCTLR_M
    bic     x1, x1, #SCTLR_C
    msr     sctlr_el\el, x1
    isb
.endm
.macro read_exception el
    mrs     x1, elr_el\el
    mrs     x2, spsr_el\el
    mrs     x3, esr_el\el
    mrs     x4, far_el\el
.endm

/*
 * Turns MMU and caches off, makes the frame and calls C.
 *
 * The exception stack may have been in use with caches on, in an earlier life of this CPU, and its
 * lines may still lie in a cache that this CPU shares with others. They are cleaned and invalidated
 * first, so that none of them comes down over the frame (Arm ARM D7.4). A step of the smallest line
 * finds the lines of every cache, also where CPUs differ.
 *
 * in: x0 = source and kind; TPIDR_EL0 = the program's x0
 */
LOCAL_FUNCTION(early)
    msr     tpidrro_el0, x1
    mrs     x1, CurrentEL
    tbnz    x1, #(CURRENT_EL_SHIFT + 1), 1f
    mmu_off 1
    b       2f
1:  mmu_off 2
2:  mov_q   x1, MUSTER_EXCEPTION_STACK_BYTES
    sub     x1, sp, x1
3:  dc      civac, x1
    add     x1, x1, #SMALLEST_LINE_BYTES
    cmp     sp, x1
    b.hi    3b
    dsb     sy

    sub     sp, sp, #FRAME_BYTES
    str     x0, [sp, #FRAME_VECTOR]
    mrs     x0, tpidr_el0
    mrs     x1, tpidrro_el0
    stp     x0, x1, [sp, #FRAME_X0]
    save_x2_to_x29
    mrs     x1, sp_el0
    stp     x30, x1, [sp, #FRAME_X0 + 240]
    mrs     x1, CurrentEL
    tbnz    x1, #(CURRENT_EL_SHIFT + 1), 4f
    read_exception 1
    b       5f
4:  read_exception 2
5:  stp     x1, x2, [sp, #FRAME_ELR]
    stp     x3, x4, [sp, #FRAME_ESR]
    stp     x29, x1, [sp, #FRAME_RECORD]
    add     x29, sp, #FRAME_RECORD

    adr_l   x0, relocated_word
    ldr     x1, [x0]
    cmp     x0, x1
    b.eq    6f
    bl      muster_relocate                 /* the boot CPU has not come to it yet */
6:  mov     x0, sp
    bl      muster_early_exception
END_FUNCTION(early)

/* Holds its own address once the image has been relocated. */
    .pushsection .data.rel.ro.relocated_word, "aw"
    .balign 8
relocated_word:
    .quad   relocated_word
    .popsection

/*
 * A fault in the report, or a call that no host or firmware answers: goes on with the next step of
 * leave_machine.S. Uses no memory.
 */
LOCAL_FUNCTION(early_from_handler)
    mrs     x0, CurrentEL
    tbnz    x0, #(CURRENT_EL_SHIFT + 1), 1f
    mrs     x0, elr_el1
    b       2f
1:  mrs     x0, elr_el2
2:  adr_l   x1, muster_semihosting_panic_call
    cmp     x0, x1
    b.eq    muster_power_off
    adr_l   x1, muster_power_off
    cmp     x0, x1
    b.lo    muster_arch_leave_machine
    adr_l   x1, muster_sleep_for_good       /* this follows power_off() */
    cmp     x0, x1
    b.lo    muster_sleep_for_good
    b       muster_arch_leave_machine
END_FUNCTION(early_from_handler)

/* Makes the exception that EL2 has taken from EL1 one of EL1.
 * out: x0 = the program's SPSR, x1 = the vectors of EL1, FAR_EL2 = the program's x1 */
.macro hand_to_el1 far, esr, elr, spsr, vbar
    mrs     x0, far_el2
    msr     \far, x0
    msr     far_el2, x1
    mrs     x0, esr_el2
    msr     \esr, x0
    mrs     x0, elr_el2
    msr     \elr, x0
    mrs     x0, spsr_el2
    msr     \spsr, x0
    mrs     x1, \vbar
.endm

/*
 * Handles a trap from EL1 to EL2, where no code runs any more. An HVC gets the answer of a firmware
 * that does not have the function. So a device tree that names the wrong conduit leads to an error
 * and not to a hang. Anything else goes back to EL1's own vectors, which report it: there the MMU
 * and the caches are on, if the CPU has come so far. Which stack the program was on (SPSR.SP)
 * decides on which of two vectors. Uses no memory.
 */
LOCAL_FUNCTION(el2_call)
    msr     tpidr_el2, x0
    mrs     x0, esr_el2
    lsr     x0, x0, #ESR_EC_SHIFT
    sub     x0, x0, #ESR_EC_HVC64
    cbnz    x0, 1f
    mov     x0, #-1                         /* SMCCC NOT_SUPPORTED (DEN0028 7.1) */
    eret
1:  mrs     x0, hcr_el2
    tbnz    x0, #HCR_E2H_SHIFT, 2f
    hand_to_el1 far_el1, esr_el1, elr_el1, spsr_el1, vbar_el1
    b       3f
2:  hand_to_el1 SYS_FAR_EL12, SYS_ESR_EL12, SYS_ELR_EL12, SYS_SPSR_EL12, SYS_VBAR_EL12
3:  ubfx    x0, x0, #0, #1
    add     x0, x1, x0, lsl #VECTORS_SP_ELX_SHIFT
    msr     elr_el2, x0
    mov     x0, #(PSTATE_DAIF | PSTATE_EL1H)
    msr     spsr_el2, x0
    mrs     x1, far_el2
    mrs     x0, tpidr_el2
    eret
END_FUNCTION(el2_call)
