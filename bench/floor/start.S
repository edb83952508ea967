/* SPDX-License-Identifier: MIT */

/*
 * The entries of the do-nothing image: EL1, MMU and caches off, interrupts masked.
 *
 * _start           the boot core, x0 unused; goes to floor_main() on a stack
 * floor_secondary  any other core, x0 = its word; sets that to 1 and sleeps for ever
 */

    .section .text.entry, "ax"
    .global _start
_start:
    ldr     x1, =floor_stack_top
    mov     sp, x1
    mov     x29, xzr
    mov     x30, xzr
    b       floor_main

    .global floor_secondary
floor_secondary:
    mov     w1, #1
    str     w1, [x0]
1:  wfi
    b       1b

    .section .note.GNU-stack, "", %progbits
