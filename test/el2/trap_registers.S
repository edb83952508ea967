/* SPDX-License-Identifier: MIT */

/* The read that a test of traps to EL2 cannot do in C. */

    .text

/* uint64_t read_revidr(void): out: x0 = REVIDR_EL1 */
    .global read_revidr
read_revidr:
    stp     x29, x30, [sp, #-16]!           /* a frame record, for the back trace */
    mov     x29, sp
    mrs     x0, revidr_el1
    ldp     x29, x30, [sp], #16
    ret

    .section .note.GNU-stack, "", %progbits
