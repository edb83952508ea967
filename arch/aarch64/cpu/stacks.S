/* SPDX-License-Identifier: MIT */
#include "aarch64/asm.h"
#include "aarch64/cpu/sysreg.h"

/* Switches a CPU to other stacks. */

    .text

/*
 * void arch_switch_stacks(uintptr_t stack_top, uintptr_t exception_stack_top,
 *                         void (*function)(void))
 * Goes on in function at the top of the new stacks, which has no caller. Does not return.
 * in:  SP_EL0 selected
 */
FUNCTION(muster_arch_switch_stacks)
    msr     daifset, #DAIF_ALL              /* an exception here would use the running stack */
    msr     spsel, #1
    mov     sp, x1
    msr     spsel, #0
    msr     daifclr, #DAIF_SERROR
    mov     sp, x0
    msr     fpcr, xzr                       /* the values that enable_mmu sets */
    msr     fpsr, xzr
    mov     x29, xzr
    mov     x30, xzr
    br      x2
END_FUNCTION(muster_arch_switch_stacks)
