/* SPDX-License-Identifier: MIT */

/*
 * Every register of a program at once, and a handler that writes over those that it may. Called
 * from C in the usual way (AAPCS64); registers.h has the layout.
 */

#include "callee_saved.h"

#define IMAGE_NZCV 248
#define IMAGE_FPCR 256
#define IMAGE_FPSR 264
#define IMAGE_Q 272
#define IMAGE_BYTES 784
#define SAVED_BYTES (CALLEE_SAVED_BYTES + 32) /* and the caller's FPCR, `out` */

    .text

.macro for_q operation, base
    .irp first, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
    q_pair \operation, \base, \first, %(\first + 1)
    .endr
.endm
.altmacro
.macro q_pair operation, base, first, second
    \operation q\first, q\second, [\base, #(16 * \first)]
.endm
.noaltmacro

/*
 * void registers_hold(uint64_t times, const struct registers *in, struct registers *out);
 * Loads all registers from *in but x0, which counts from `times` down to 0 in a loop, and the stack
 * pointer; then stores all to *out.
 */
    .global registers_hold
    .type registers_hold, %function
registers_hold:
    sub     sp, sp, #(SAVED_BYTES + IMAGE_BYTES)
    add     x9, sp, #IMAGE_BYTES
    save_callee_saved x9
    mrs     x10, fpcr
    stp     x10, x2, [x9, #CALLEE_SAVED_BYTES]

    add     x2, x1, #IMAGE_Q
    .altmacro
    for_q   ldp, x2
    .noaltmacro
    ldr     x2, [x1, #IMAGE_FPCR]
    msr     fpcr, x2
    ldr     x2, [x1, #IMAGE_FPSR]
    msr     fpsr, x2
    ldr     x2, [x1, #IMAGE_NZCV]
    msr     nzcv, x2
    ldp     x2, x3, [x1, #16]
    ldp     x4, x5, [x1, #32]
    ldp     x6, x7, [x1, #48]
    ldp     x8, x9, [x1, #64]
    ldp     x10, x11, [x1, #80]
    ldp     x12, x13, [x1, #96]
    ldp     x14, x15, [x1, #112]
    ldp     x16, x17, [x1, #128]
    ldp     x18, x19, [x1, #144]
    ldp     x20, x21, [x1, #160]
    ldp     x22, x23, [x1, #176]
    ldp     x24, x25, [x1, #192]
    ldp     x26, x27, [x1, #208]
    ldp     x28, x29, [x1, #224]
    ldr     x30, [x1, #240]
    ldr     x1, [x1, #8]

1:  sub     x0, x0, #1                      /* no flags */
    yield
    cbnz    x0, 1b

    stp     x0, x1, [sp]
    stp     x2, x3, [sp, #16]
    stp     x4, x5, [sp, #32]
    stp     x6, x7, [sp, #48]
    stp     x8, x9, [sp, #64]
    stp     x10, x11, [sp, #80]
    stp     x12, x13, [sp, #96]
    stp     x14, x15, [sp, #112]
    stp     x16, x17, [sp, #128]
    stp     x18, x19, [sp, #144]
    stp     x20, x21, [sp, #160]
    stp     x22, x23, [sp, #176]
    stp     x24, x25, [sp, #192]
    stp     x26, x27, [sp, #208]
    stp     x28, x29, [sp, #224]
    str     x30, [sp, #240]
    mrs     x1, nzcv
    str     x1, [sp, #IMAGE_NZCV]
    mrs     x1, fpcr
    str     x1, [sp, #IMAGE_FPCR]
    mrs     x1, fpsr
    str     x1, [sp, #IMAGE_FPSR]
    add     x1, sp, #IMAGE_Q
    .altmacro
    for_q   stp, x1
    .noaltmacro

    add     x9, sp, #IMAGE_BYTES
    ldp     x10, x2, [x9, #CALLEE_SAVED_BYTES]
    msr     fpcr, x10
    mov     x3, #0
2:  ldr     x4, [sp, x3]
    str     x4, [x2, x3]
    add     x3, x3, #8
    cmp     x3, #IMAGE_BYTES
    b.ne    2b
    restore_callee_saved x9
    add     sp, sp, #(SAVED_BYTES + IMAGE_BYTES)
    ret
    .size registers_hold, . - registers_hold

/*
 * void registers_scribble(void);
 * Writes over every general register that a function may change, and the flags.
 */
    .global registers_scribble
    .type registers_scribble, %function
registers_scribble:
    .irp number, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18
    mov     x\number, #(0xdead - \number)
    .endr
    cmp     x0, x0                          /* Z and C */
    ret
    .size registers_scribble, . - registers_scribble

/*
 * void registers_scribble_fp(void); Writes over FPCR, FPSR and all parts of FP registers that a
 * function may change.
 */
    .global registers_scribble_fp
    .type registers_scribble_fp, %function
registers_scribble_fp:
    stp     d8, d9, [sp, #-64]!
    stp     d10, d11, [sp, #16]
    stp     d12, d13, [sp, #32]
    stp     d14, d15, [sp, #48]
    .irp number, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22
    movi    v\number\().16b, #(0xe0 + \number)
    .endr
    .irp number, 23, 24, 25, 26, 27, 28, 29, 30, 31
    movi    v\number\().16b, #(0xc0 + \number)
    .endr
    msr     fpsr, xzr
    msr     fpcr, xzr
    ldp     d10, d11, [sp, #16]
    ldp     d12, d13, [sp, #32]
    ldp     d14, d15, [sp, #48]
    ldp     d8, d9, [sp], #64               /* the upper halves stay written over */
    ret
    .size registers_scribble_fp, . - registers_scribble_fp
