/* SPDX-License-Identifier: MIT */

/*
 * Takes the place of muster_init_el in a CPU that enters at EL2: an exception while nothing but the
 * vectors of EL2 is there, and SCTLR_EL1 says that the MMU is on, as it may out of a reset.
 * in: x1 = top of the exception stack, x2 = top of the stack
 */
    .text
    .global __wrap_muster_init_el
__wrap_muster_init_el:
    msr     spsel, #1
    mov     sp, x1
    msr     spsel, #0
    mov     sp, x2
    adrp    x3, muster_early_vectors
    add     x3, x3, :lo12:muster_early_vectors
    msr     vbar_el2, x3
    mov     x3, #-1
    msr     sctlr_el1, x3
    isb
    udf     #0

    .section .note.GNU-stack, "", %progbits
