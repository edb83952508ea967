/* SPDX-License-Identifier: MIT */
#include "aarch64/asm.h"
#include "aarch64/cpu/sysreg.h"

/* Goes over to other stacks. */

    .text

/*
 * void arch_switch_stacks(uintptr_t stack_top, uintptr_t exception_stack_top,
 *                         void (*function)(void))
 * in:  SP_EL0 selected
 * Does not return: the new stack begins with no caller.
 */
FUNCTION(muster_arch_switch_stacks)
    msr     daifset, #DAIF_ALL              /* between the two writes SP_ELx is the running stack */
    msr     spsel, #1
    mov     sp, x1
    msr     spsel, #0
    msr     daifclr, #DAIF_SERROR
    mov     sp, x0
    msr     fpcr, xzr                       /* as enable_mmu leaves them */
    msr     fpsr, xzr
    mov     x29, xzr
    mov     x30, xzr
    br      x2
END_FUNCTION(muster_arch_switch_stacks)
