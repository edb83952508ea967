/* SPDX-License-Identifier: MIT */
#include "aarch64/asm.h"

/*
 * void arm_smccc_hvc/smc(a0, ..., a7, struct arm_smccc_res *res)
 * in:  x0-x7 as the call takes them, res on the stack
 * out: res = x0-x3
 * clobbers: x0-x17, which SMCCC 1.0 leaves undefined (DEN0028 2.6) and AAPCS64 lets a function
 *           use, so nothing needs saving
 */
/*
 * A machine without such a conduit takes the instruction for undefined; that reads as the answer
 * NOT_SUPPORTED (DEN0028 7.1), so that a device tree that names the wrong one gives an error.
 */
.macro smccc conduit
1:  \conduit #0
2:  ldr     x4, [sp]
    stp     x0, x1, [x4]
    stp     x2, x3, [x4, #16]
    ret
3:  mov     x0, #-1
    b       2b
    .pushsection .muster_fixups, "a"
    .balign 4
    .long   1b - .
    .long   3b - .
    .popsection
.endm

    .text
FUNCTION(muster_arm_smccc_hvc)
    smccc   hvc
END_FUNCTION(muster_arm_smccc_hvc)

FUNCTION(muster_arm_smccc_smc)
    smccc   smc
END_FUNCTION(muster_arm_smccc_smc)
