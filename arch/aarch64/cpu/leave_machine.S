/* SPDX-License-Identifier: MIT */
#include "asm-offsets.h"
#include "aarch64/asm.h"

/*
 * Leaves the machine when nothing else can be done, with or without the MMU, without a stack. Each
 * of its steps may fault: the vectors compare ELR with the labels here and go on with the next one.
 */

    .section .text.boot, "ax"               /* near the vectors, which branch here */

/*
 * void arch_leave_machine(void)
 * Tries a semihosting call, then the firmware; then sleeps. Reads only last_conduit, which has been
 * published.
 */
FUNCTION(muster_arch_leave_machine)
    bl      muster_semihosting_panic_exit
    b       muster_power_off
END_FUNCTION(muster_arch_leave_machine)

/* void power_off(void): the same from the second step on, for when no host answers */
FUNCTION(muster_power_off)
    adr_l   x1, muster_last_conduit
    ldr     w1, [x1]
    mov_q   x0, (PSCI_FN_SYSTEM_OFF & 0xffffffff)
    cbz     w1, muster_sleep_for_good       /* LAST_CONDUIT_NONE */
    cmp     w1, #LAST_CONDUIT_HVC
    b.eq    1f
    smc     #0
    b       muster_sleep_for_good
1:  hvc     #0
    b       muster_sleep_for_good
END_FUNCTION(muster_power_off)

/* void sleep_for_good(void) */
FUNCTION(muster_sleep_for_good)
    dsb     sy
    wfi
    b       muster_sleep_for_good
END_FUNCTION(muster_sleep_for_good)

/* In the section of PUBLISHED variables. */
    .section .data..published, "aw"
    .balign 4
    .global muster_last_conduit
    .hidden muster_last_conduit
    .type muster_last_conduit, %object
    .size muster_last_conduit, 4
muster_last_conduit:
    .word   LAST_CONDUIT_NONE
