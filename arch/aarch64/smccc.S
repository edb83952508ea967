/* SPDX-License-Identifier: MIT */
#include "asm.h"

/*
 * void arm_smccc_hvc/smc(a0, ..., a7, struct arm_smccc_res *res)
 * in:  x0-x7 as the call takes them, res on the stack
 * out: res = x0-x3
 * clobbers: x0-x17, which SMCCC 1.0 leaves undefined (DEN0028 2.6) and AAPCS64 lets a function
 *           use, so nothing needs saving
 */
.macro smccc conduit
    \conduit #0
    ldr     x4, [sp]
    stp     x0, x1, [x4]
    stp     x2, x3, [x4, #16]
    ret
.endm

    .text
FUNCTION(muster_arm_smccc_hvc)
    smccc   hvc
END_FUNCTION(muster_arm_smccc_hvc)

FUNCTION(muster_arm_smccc_smc)
    smccc   smc
END_FUNCTION(muster_arm_smccc_smc)
