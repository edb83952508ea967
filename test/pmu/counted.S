/* SPDX-License-Identifier: MIT */

/* At EL1, or EL2. */
    .text

/*
 * void near_overflow(uint64_t value) Sets the CPU's event counter 0 as if it had counted for a long
 * time. Clobbers nothing.
 */
    .global near_overflow
    .type near_overflow, %function
near_overflow:
    msr     pmevcntr0_el0, x0
    isb
    ret
    .size near_overflow, . - near_overflow

/*
 * void work(uint64_t rounds) Runs 2 * rounds + 1 instructions, which no compiler leaves out.
 * Clobbers x0 and the flags.
 */
    .global work
    .type work, %function
work:
    subs    x0, x0, #1
    b.ne    work
    ret
    .size work, . - work
