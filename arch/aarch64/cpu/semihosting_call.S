/* SPDX-License-Identifier: MIT */
#include "asm-offsets.h"
#include "aarch64/asm.h"

/*
 * Makes semihosting calls (Arm "Semihosting for AArch32 and AArch64"): HLT #0xf000 with the
 * operation in w0 and its parameter block in x1. Without a host that answers, HLT is undefined; the
 * fix-up table then turns it into a return of false.
 */
#define SEMIHOSTING_HLT 0xf000
#define SYS_EXIT_EXTENDED 0x20
#define ADP_STOPPED_APPLICATION_EXIT 0x20026

    .text

/*
 * bool arch_semihosting_call(unsigned int operation, const void *block, long *result)
 * in:  w0 = operation, x1 = block, x2 = where the host's answer goes
 * out: w0 = 1 if a host has answered, 0 if not
 * clobbers: nothing else; the host changes x0 only
 */
FUNCTION(muster_arch_semihosting_call)
semihosting_call:
    hlt     #SEMIHOSTING_HLT
    str     x0, [x2]
    mov     w0, #1
    ret
semihosting_unanswered:
    mov     w0, wzr
    ret
END_FUNCTION(muster_arch_semihosting_call)

    .section .muster_fixups, "a"
    .balign 4
    .long   semihosting_call - .
    .long   semihosting_unanswered - .

/*
 * void semihosting_panic_exit(void)
 * Ends the program with the status of a panic. Needs no stack. Returns if a debugger goes on;
 * without a host, HLT is undefined.
 * clobbers: x0, x1
 */
    .section .text.boot, "ax"
FUNCTION(muster_semihosting_panic_exit)
    adr_l   x1, panic_exit_block
    mov     w0, #SYS_EXIT_EXTENDED
    .global muster_semihosting_panic_call
    .hidden muster_semihosting_panic_call
muster_semihosting_panic_call:
    hlt     #SEMIHOSTING_HLT
    ret
END_FUNCTION(muster_semihosting_panic_exit)

    .section .rodata.panic_exit_block, "a"
    .balign 8
panic_exit_block:
    .quad   ADP_STOPPED_APPLICATION_EXIT
    .quad   MUSTER_PANIC_EXIT_STATUS_ASM
