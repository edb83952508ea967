/* SPDX-License-Identifier: MIT */

/*
 * void near_overflow(uint64_t value)
 * Sets the CPU's event counter 0, as if it had counted for a long time.
 * in: x0 = the value; EL1, or EL2; clobbers nothing
 */
    .text
    .global near_overflow
    .type near_overflow, %function
near_overflow:
    msr     pmevcntr0_el0, x0
    isb
    ret
    .size near_overflow, . - near_overflow
