/* SPDX-License-Identifier: MIT */

/*
 * What a test of power-down states cannot do in C: lose everything, and check that a call has kept
 * what it has to keep.
 */

#include "callee_saved.h"

#define JUNK 0xbad1bad2bad3bad0
#define PATTERN 0x1234567800000000
#define FPCR_PATTERN 0x00c00000 /* RMode: towards zero */
#define FPCR_JUNK 0x07400000
#define FPSR_JUNK 0x0800009f
#define DAIF_ALL 0xf
#define SCTLR_M (1 << 0)
#define SCTLR_C (1 << 2)
#define SCTLR_I (1 << 12)
#define CURRENT_EL_SHIFT 2
#define HCR_RW 0x80000000
#define ICC_PMR_EL1 S3_0_C4_C6_0
#define ICC_IGRPEN1_EL1 S3_0_C12_C12_7
#define TIMER_ENABLED_BUT_MASKED 3
#define SAVED_BYTES (CALLEE_SAVED_BYTES + 32) /* and an argument, FPCR, DAIF, CNTKCTL_EL1 */

    .text

/*
 * void lose_context(uint64_t entry_pa, uint64_t context_id, bool has_gicv3) Does what a firmware
 * does that has turned this CPU off and on again: goes on at entry_pa with context_id in x0, MMU
 * and caches off, at this EL, every other register lost. QEMU has no caches to clean.
 */
    .global lose_context
lose_context:
    msr     daifset, #DAIF_ALL
    mov     x19, x0
    mov     x20, x1
    ldr     x3, =JUNK
    cbz     w2, 1f
    msr     ICC_PMR_EL1, xzr
    msr     ICC_IGRPEN1_EL1, xzr
    isb
1:  .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    dup     v\n\().2d, x3
    .endr
    .irp n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    dup     v\n\().2d, x3
    .endr
    ldr     x4, =FPCR_JUNK
    msr     fpcr, x4
    ldr     x4, =FPSR_JUNK
    msr     fpsr, x4
    msr     tpidr_el0, x3
    msr     tpidr_el1, x3
    msr     tpidrro_el0, x3
    msr     cntv_ctl_el0, xzr
    msr     cntv_cval_el0, x3
    mrs     x4, CurrentEL
    cmp     x4, #(2 << CURRENT_EL_SHIFT)
    b.ne    1f
    msr     cntp_ctl_el0, xzr
    msr     cntp_cval_el0, x3
1:  msr     cntkctl_el1, xzr
    msr     vbar_el1, xzr
    dsb     sy
    mrs     x4, sctlr_el1
    bic     x4, x4, #SCTLR_M
    bic     x4, x4, #SCTLR_C
    bic     x4, x4, #SCTLR_I
    msr     sctlr_el1, x4
    isb
    msr     ttbr0_el1, xzr
    msr     tcr_el1, xzr
    msr     mair_el1, xzr
    msr     cpacr_el1, xzr
    mrs     x4, CurrentEL
    cmp     x4, #(2 << CURRENT_EL_SHIFT)
    b.ne    2f
    mov     x4, #HCR_RW                     /* E2H and TGE are gone, too */
    msr     hcr_el2, x4
2:  isb
    msr     spsel, #1
    mov     sp, x3
    msr     spsel, #0
    mov     sp, x3
    mov     x0, x20
    .irp n, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18
    mov     x\n, x3
    .endr
    .irp n, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
    mov     x\n, x3
    .endr
    br      x19

/*
 * int call_and_compare(int (*function)(uint32_t), uint32_t argument, bool *kept)
 * Calls function(argument) with a value in each register that a call has to keep (AAPCS64 6.1), and
 * in the CPU's timer, and tells whether it is there afterwards, as is the interrupt mask. The names
 * CNTP_* mean the CPU's timer at EL2 only.
 * Returns what the function returned.
 */
    .global call_and_compare
call_and_compare:
    sub     sp, sp, #SAVED_BYTES
    save_callee_saved sp
    mrs     x3, fpcr
    stp     x2, x3, [sp, #CALLEE_SAVED_BYTES]

    mov     x4, x0
    mov     w0, w1
    ldr     x5, =PATTERN
    .irp n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
    add     x\n, x5, #\n
    .endr
    .irp n, 8, 9, 10, 11, 12, 13, 14, 15
    add     x6, x5, #(0x100 + \n)
    fmov    d\n, x6
    .endr
    ldr     x6, =FPCR_PATTERN
    msr     fpcr, x6
    add     x6, x5, #0x201                  /* far away */
    msr     cntv_cval_el0, x6
    mov     x6, #TIMER_ENABLED_BUT_MASKED
    msr     cntv_ctl_el0, x6
    mrs     x7, CurrentEL
    cmp     x7, #(2 << CURRENT_EL_SHIFT)
    b.ne    1f
    msr     cntp_ctl_el0, x6
    add     x6, x5, #0x202
    msr     cntp_cval_el0, x6
1:  mrs     x6, daif
    mrs     x7, cntkctl_el1
    stp     x6, x7, [sp, #(CALLEE_SAVED_BYTES + 16)]
    blr     x4

    mov     x7, xzr                         /* gathers every difference */
    ldr     x5, =PATTERN
    .irp n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
    add     x6, x5, #\n
    eor     x6, x6, x\n
    orr     x7, x7, x6
    .endr
    .irp n, 8, 9, 10, 11, 12, 13, 14, 15
    fmov    x8, d\n
    add     x6, x5, #(0x100 + \n)
    eor     x6, x6, x8
    orr     x7, x7, x6
    .endr
    mrs     x8, fpcr
    ldr     x6, =FPCR_PATTERN
    eor     x6, x6, x8
    orr     x7, x7, x6

    .macro  compare register, expected
    mrs     x8, \register
    eor     x8, x8, \expected
    orr     x7, x7, x8
    .endm

    .macro  compare_timer_control register      /* but not ISTATUS, which time sets */
    mrs     x8, \register
    and     x8, x8, #TIMER_ENABLED_BUT_MASKED
    eor     x8, x8, #TIMER_ENABLED_BUT_MASKED
    orr     x7, x7, x8
    .endm
    add     x6, x5, #0x201
    compare cntv_cval_el0, x6
    compare_timer_control cntv_ctl_el0
    mrs     x8, CurrentEL
    cmp     x8, #(2 << CURRENT_EL_SHIFT)
    b.ne    1f
    compare_timer_control cntp_ctl_el0
    add     x6, x5, #0x202
    compare cntp_cval_el0, x6
1:  ldp     x6, x9, [sp, #(CALLEE_SAVED_BYTES + 16)]
    compare daif, x6
    compare cntkctl_el1, x9
    msr     cntv_ctl_el0, xzr
    mrs     x6, CurrentEL
    cmp     x6, #(2 << CURRENT_EL_SHIFT)
    b.ne    1f
    msr     cntp_ctl_el0, xzr
1:  ldp     x2, x3, [sp, #CALLEE_SAVED_BYTES]
    msr     fpcr, x3
    cmp     x7, #0
    cset    w7, eq
    strb    w7, [x2]
    restore_callee_saved sp
    add     sp, sp, #SAVED_BYTES
    ret
    .ltorg
