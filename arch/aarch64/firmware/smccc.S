/* SPDX-License-Identifier: MIT */
#include "aarch64/asm.h"

/*
 * Makes calls to the firmware or the hypervisor by the SMC calling convention (Arm DEN0028).
 *
 * void arm_smccc_hvc(uint64_t a0, ..., uint64_t a7, struct arm_smccc_res *res)
 * void arm_smccc_smc(uint64_t a0, ..., uint64_t a7, struct arm_smccc_res *res)
 * in:  x0-x7 as the call takes them, res on the stack
 * out: *res = x0-x3 of the answer
 * clobbers: x0-x17, which SMCCC 1.0 leaves undefined (DEN0028 2.6); AAPCS64 lets a function change
 *           them, so nothing needs to be saved
 *
 * On a machine without such a conduit the instruction is undefined. The fix-up table turns that
 * into the answer NOT_SUPPORTED (DEN0028 7.1). So a device tree that names the wrong conduit gives
 * an error and not an exception.
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
