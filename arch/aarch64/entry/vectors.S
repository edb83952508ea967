/* SPDX-License-Identifier: MIT */
#include "asm-offsets.h"
#include "aarch64/asm.h"
#include "aarch64/cpu/sysreg.h"

/*
 * Exception vectors (Arm ARM D1.3.1): save the registers, call C, restore the registers.
 *
 * C code runs on SP_EL0. An exception from C code comes in through the first group of the table,
 * and the CPU switches to SP_ELx. So the exception has a stack of its own, even when the program's
 * stack has overflowed. An exception from a handler comes in through the second group, and goes on
 * on a third stack: either the fix-up table knows the instruction, and the handler goes on, or it
 * is a fault in the runtime, mostly in a report. The depth of such exceptions is counted, so that
 * reports that fault cannot go on for ever (from_handler).
 *
 * entry of a slot: the stack pointer is SP_ELx, every general register holds the program's value
 * exit:            exception(frame) or irq_dispatch(frame) in C; when it returns, the program goes
 *                  on at frame->elr
 */

/* Where the third stack keeps registers, below its top: the handler's SP and x1; x2 and x3. Its
 * frames begin below them. */
#define NESTED_SP 16
#define NESTED_X2 32
#define NESTED_BYTES 4096                   /* as image.ld.S has it */

/* How many exceptions from handlers are reported or fixed up within each other: a fault in a
 * report, and in it a call that no host or firmware answers. */
#define MAX_HANDLER_FAULTS 2

    .section .text.vectors, "ax"

/* A slot: makes the frame and notes the source and kind. A slot has room for 32 instructions. */
.macro vector source, kind
    .balign 128
    sub     sp, sp, #FRAME_BYTES
    stp     x0, x1, [sp, #FRAME_X0]
    mov     x0, #(\source << 8 | \kind)
    b       save
.endm

/* The same for an exception from a handler. Changes to the third stack, and saves the handler's SP
 * and x1 above the frames there. Only x0 is free: swaps it with SP by additions. */
.macro vector_from_handler kind
    .balign 128
    msr     tpidrro_el0, x0                 /* free x0: C restores the CPU's number */
    adr_l   x0, __muster_nested_stack_top
    add     sp, sp, x0
    sub     x0, sp, x0
    sub     sp, sp, x0
    stp     x0, x1, [sp, #-NESTED_SP]
    mov     x0, #(VECTOR_FROM_HANDLER << 8 | \kind)
    b       from_handler
.endm

/*
 * The slot of an interrupt. Interrupts come only from C code on SP_EL0, since all other code runs
 * with interrupts masked.
 *
 * Only the registers that a C function may change are saved here; irq_dispatch() saves the FP
 * registers when a handler uses them. The handler runs on the IRQ stack, right below the exception
 * stack, with SP_EL0 selected. So an exception from the handler finds the exception stack in the
 * same state as an exception from the program does.
 */
.macro interrupt_vector
    .balign 128
    sub     sp, sp, #FRAME_BYTES
    stp     x0, x1, [sp, #FRAME_X0]
    b       interrupt
.endm

/*
 * Saves the rest of the frame, calls exception() and restores the program.
 * in: x0 = source and kind; the program's x0 and x1 are in the frame
 */
    .pushsection .text.boot, "ax"          /* to fill the gap before the vectors */
save:
    save_x2_to_x29
    mrs     x1, sp_el0
    stp     x30, x1, [sp, #FRAME_X0 + 240]
    mrs     x1, elr_el1
    mrs     x2, spsr_el1
    stp     x1, x2, [sp, #FRAME_ELR]
    mrs     x3, esr_el1
    mrs     x4, far_el1
    stp     x3, x4, [sp, #FRAME_ESR]
    str     x0, [sp, #FRAME_VECTOR]
    /* a frame record, so that a back trace goes on from the handler into the program */
    stp     x29, x1, [sp, #FRAME_RECORD]
    add     x29, sp, #FRAME_RECORD
    mov     x0, sp
    bl      muster_exception

    ldp     x1, x2, [sp, #FRAME_ELR]
    msr     elr_el1, x1
    msr     spsr_el1, x2
    ldp     x2, x3, [sp, #FRAME_X0 + 16]
    ldp     x4, x5, [sp, #FRAME_X0 + 32]
    ldp     x6, x7, [sp, #FRAME_X0 + 48]
    ldp     x8, x9, [sp, #FRAME_X0 + 64]
    ldp     x10, x11, [sp, #FRAME_X0 + 80]
    ldp     x12, x13, [sp, #FRAME_X0 + 96]
    ldp     x14, x15, [sp, #FRAME_X0 + 112]
    ldp     x16, x17, [sp, #FRAME_X0 + 128]
    ldp     x18, x19, [sp, #FRAME_X0 + 144]
    ldp     x20, x21, [sp, #FRAME_X0 + 160]
    ldp     x22, x23, [sp, #FRAME_X0 + 176]
    ldp     x24, x25, [sp, #FRAME_X0 + 192]
    ldp     x26, x27, [sp, #FRAME_X0 + 208]
    ldp     x28, x29, [sp, #FRAME_X0 + 224]
    ldr     x30, [sp, #FRAME_X0 + 240]
    ldr     x0, [sp, #FRAME_VECTOR]
    tst     x0, #~0xff                      /* VECTOR_FROM_HANDLER is 0 */
    b.eq    2f
    ldp     x0, x1, [sp, #FRAME_X0]
    add     sp, sp, #FRAME_BYTES
    eret

2:  adr_l   x0, handler_faults
    ldr     w1, [x0, #8]
    sub     w1, w1, #1
    str     w1, [x0, #8]
    cbnz    w1, 3f
    str     xzr, [x0]
3:  ldr     x1, [sp, #FRAME_X0 + 8]
    ldr     x0, [sp, #FRAME_HANDLER_SP]
    add     sp, sp, x0                      /* swap SP and x0, which then has the frame's address */
    sub     x0, sp, x0
    sub     sp, sp, x0
    ldr     x0, [x0, #FRAME_X0]
    eret
    .popsection

/*
 * Begins the frame of an exception from a handler, and goes on as an exception from the program
 * does. A frame on the third stack goes below the code that runs there, another one to its
 * beginning.
 *
 * From the third fault within each other on, the CPU leaves the machine by the shortest way, first
 * by semihosting, then by the firmware; then it sleeps. In between, the only C code that still runs
 * lets the serial port send what it holds. Each of these may fault, too. A second CPU sleeps at
 * once, since the stack is in use. (Two CPUs that come at the same moment may both use it. They
 * fault again then, and one of them ends the machine.)
 *
 * in: x0 = source and kind, SP = top of the third stack, TPIDRRO_EL0 = the handler's x0
 */
    .pushsection .text.boot, "ax"
from_handler:
    stp     x2, x3, [sp, #-NESTED_X2]
    adr_l   x1, handler_faults
    ldr     x2, [x1]
    mrs     x3, mpidr_el1
    add     x3, x3, #1
    cbz     x2, 1f
    cmp     x2, x3
    b.ne    muster_sleep_for_good
1:  str     x3, [x1]
    ldr     w2, [x1, #8]
    add     w2, w2, #1
    str     w2, [x1, #8]
    cmp     w2, #MAX_HANDLER_FAULTS
    b.hi    leave_machine
    ldr     x1, [sp, #-NESTED_SP]
    sub     x2, sp, x1
    sub     x3, sp, #NESTED_X2
    cmp     x2, #NESTED_BYTES
    csel    x3, x1, x3, lo
    sub     x3, x3, #FRAME_BYTES
    str     x1, [x3, #FRAME_HANDLER_SP]
    mrs     x2, tpidrro_el0
    ldr     x1, [sp, #-NESTED_SP + 8]
    stp     x2, x1, [x3, #FRAME_X0]
    mov     x1, sp
    mov     sp, x3
    ldp     x2, x3, [x1, #-NESTED_X2]
    b       save
    .popsection

/* The CPU that handles exceptions from handlers, its MPIDR plus one, or 0; and how many of them it
 * has not left. */
    .pushsection .data.handler_faults, "aw"
    .balign 16
handler_faults:
    .quad   0
    .quad   0
    .popsection

/* The vectors of EL1; also of EL2 with VHE, where the EL1 names mean EL2's registers. */
    .balign 2048
    .global muster_vectors
    .hidden muster_vectors
muster_vectors:
    vector  VECTOR_FROM_PROGRAM, VECTOR_SYNC
    interrupt_vector
    vector  VECTOR_FROM_PROGRAM, VECTOR_FIQ
    vector  VECTOR_FROM_PROGRAM, VECTOR_SERROR
    vector_from_handler VECTOR_SYNC
    vector_from_handler VECTOR_IRQ
    vector_from_handler VECTOR_FIQ
    vector_from_handler VECTOR_SERROR
    vector  VECTOR_FROM_LOWER_EL, VECTOR_SYNC
    vector  VECTOR_FROM_LOWER_EL, VECTOR_IRQ
    vector  VECTOR_FROM_LOWER_EL, VECTOR_FIQ
    vector  VECTOR_FROM_LOWER_EL, VECTOR_SERROR
    vector  VECTOR_FROM_LOWER_AARCH32, VECTOR_SYNC
    vector  VECTOR_FROM_LOWER_AARCH32, VECTOR_IRQ
    vector  VECTOR_FROM_LOWER_AARCH32, VECTOR_FIQ
    vector  VECTOR_FROM_LOWER_AARCH32, VECTOR_SERROR

/* In .text.boot, to fill the gap before the vectors, which are aligned to 2 KiB. */
    .section .text.boot, "ax"

/* Leaves the machine with the status of a panic. Each step that faults is left out the next time.
 * in: w2 = how many exceptions from handlers */
leave_machine:
    cmp     w2, #(MAX_HANDLER_FAULTS + 3)
    b.hi    muster_sleep_for_good
    b.eq    muster_power_off
    cmp     w2, #(MAX_HANDLER_FAULTS + 2)
    b.eq    1f
    bl      muster_semihosting_panic_exit
1:  bl      muster_console_drain
    b       muster_power_off

/*
 * Handles an interrupt: saves what a C function may change, calls irq_dispatch() on the IRQ stack,
 * and restores the program.
 * in: the program's x0 and x1 are in the frame
 */
interrupt:
    save_x2_to_x17
    mrs     x2, sp_el0
    mrs     x3, elr_el1
    mrs     x4, spsr_el1
    str     x18, [sp, #FRAME_X0 + 144]
    stp     x30, x2, [sp, #FRAME_X0 + 240]
    stp     x3, x4, [sp, #FRAME_ELR]
    stp     x29, x3, [sp, #FRAME_RECORD]
    add     x29, sp, #FRAME_RECORD
    mov     x0, sp                          /* the argument of irq_dispatch() */
    mov_q   x2, (MUSTER_EXCEPTION_STACK_BYTES - FRAME_BYTES)
    sub     x2, sp, x2
    msr     spsel, #0
    mov     sp, x2
    tbnz    x4, #PSTATE_F_SHIFT, 1f
    msr     daifclr, #DAIF_FIQ              /* an NMI (FIQ) can still stop a handler that hangs */
1:  bl      muster_irq_dispatch
    msr     daifset, #DAIF_FIQ
    msr     spsel, #1
    ldp     x3, x4, [sp, #FRAME_ELR]
    ldp     x30, x2, [sp, #FRAME_X0 + 240]
    msr     elr_el1, x3
    msr     spsr_el1, x4
    msr     sp_el0, x2
    ldr     x29, [sp, #FRAME_RECORD]
    ldr     x18, [sp, #FRAME_X0 + 144]
    ldp     x16, x17, [sp, #FRAME_X0 + 128]
    ldp     x14, x15, [sp, #FRAME_X0 + 112]
    ldp     x12, x13, [sp, #FRAME_X0 + 96]
    ldp     x10, x11, [sp, #FRAME_X0 + 80]
    ldp     x8, x9, [sp, #FRAME_X0 + 64]
    ldp     x6, x7, [sp, #FRAME_X0 + 48]
    ldp     x4, x5, [sp, #FRAME_X0 + 32]
    ldp     x2, x3, [sp, #FRAME_X0 + 16]
    ldp     x0, x1, [sp, #FRAME_X0]
    add     sp, sp, #FRAME_BYTES
    eret
