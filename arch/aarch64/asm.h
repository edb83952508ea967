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

#endif
