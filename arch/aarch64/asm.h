/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_ASM_H
#define MUSTER_AARCH64_ASM_H

/* What the assembly files share. */

/* A global function: FUNCTION(name) ... END_FUNCTION(name) */
#define FUNCTION(name)                                                                             \
    .global name;                                                                                  \
    .hidden name;                                                                                  \
    .type name, % function;                                                                        \
    .balign 4;                                                                                     \
    name:
#define END_FUNCTION(name) .size name, .- name

/* The address of a symbol of the image, from where the image is: no relocation. */
.macro adr_l reg, symbol
    adrp    \reg, \symbol
    add     \reg, \reg, :lo12:\symbol
.endm

/* A constant of up to 64 bits; chunks that are zero cost nothing. */
.macro mov_q reg, value
    movz    \reg, #((\value) & 0xffff)
    .if ((\value) >> 16) & 0xffff
    movk    \reg, #(((\value) >> 16) & 0xffff), lsl #16
    .endif
    .if ((\value) >> 32) & 0xffff
    movk    \reg, #(((\value) >> 32) & 0xffff), lsl #32
    .endif
    .if ((\value) >> 48) & 0xffff
    movk    \reg, #(((\value) >> 48) & 0xffff), lsl #48
    .endif
.endm

/*
 * The first thing that a CPU does with a boot record whose physical address it was handed as its
 * context id: \fail unless it is one of the array, and this CPU's own. Reads its first 16 bytes
 * and nothing else, with the MMU off.
 * in: x20; out: x1 = exception_stack_top; clobbers: x2-x4
 */
.macro own_boot_record fail
    adr_l   x1, muster_boot_records
    sub     x1, x20, x1
    mov_q   x2, BOOT_RECORDS_BYTES
    cmp     x1, x2
    b.hs    \fail
    tst     x1, #(BOOT_RECORD_BYTES - 1)
    b.ne    \fail
    mrs     x3, mpidr_el1
    mov_q   x4, HWID_MASK
    and     x3, x3, x4
    ldp     x2, x1, [x20, #BOOT_RECORD_HWID]
    cmp     x2, x3
    b.ne    \fail
.endm

#endif
