/* SPDX-License-Identifier: MIT */

/*
 * The entry of the bare image: EL1, MMU and caches off, interrupts masked, x0 unused. The FP
 * registers, the MMU and the caches come on; then bare_main(), on a stack. The first GiB of
 * addresses is devices, the second one memory, in one block each.
 */

#define CPACR_FPEN 0x300000 /* FP and SIMD are not trapped */

#define ATTRIBUTE_DEVICE 0x04    /* MAIR, place 0: nGnRE */
#define ATTRIBUTE_MEMORY 0xff00  /* place 1: write-back, allocate */
#define TCR_BITS_32 32           /* T0SZ: 4 GiB of addresses, from a table of level 1 on */
#define TCR_WALK_CACHED 0x3500   /* IRGN0, ORGN0: write-back; SH0: inner; 4 KiB pages */
#define TCR_NO_TTBR1 0x800000    /* EPD1 */
#define SCTLR_MMU_CACHES 0x1005  /* M, C, I */

#define BLOCK 0x401              /* a block, accessed */
#define BLOCK_MEMORY 0x304       /* place 1, inner shareable */
#define BLOCK_DEVICE (1 << 54 | 1 << 53) /* not executable */

    .section .text.entry, "ax"
    .global _start
_start:
    mov     x0, #CPACR_FPEN
    msr     cpacr_el1, x0
    mov     x0, #(ATTRIBUTE_DEVICE | ATTRIBUTE_MEMORY)
    msr     mair_el1, x0
    ldr     x0, =(TCR_BITS_32 | TCR_WALK_CACHED | TCR_NO_TTBR1)
    msr     tcr_el1, x0
    ldr     x0, =table
    msr     ttbr0_el1, x0
    tlbi    vmalle1
    dsb     nsh
    isb
    mrs     x0, sctlr_el1
    mov     x1, #SCTLR_MMU_CACHES
    orr     x0, x0, x1
    msr     sctlr_el1, x0
    isb
    ldr     x0, =bare_stack_top
    mov     sp, x0
    mov     x29, xzr
    mov     x30, xzr
    b       bare_main

    .section .rodata
    .balign 4096
table:
    .quad   BLOCK | BLOCK_DEVICE
    .quad   0x40000000 | BLOCK | BLOCK_MEMORY
    .quad   0
    .quad   0

    .section .note.GNU-stack, "", %progbits
