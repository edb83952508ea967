/* SPDX-License-Identifier: MIT */
    .section .rodata.assembled, "a"
    .global assembled
    .balign 4
assembled:
    .long 4711
