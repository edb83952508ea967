/* SPDX-License-Identifier: MIT */
#include "asm-offsets.h"
#include "aarch64/asm.h"
#include "aarch64/cpu/sysreg.h"

/*
 * Takes a CPU into a power-down state and back. While the CPU is off, the registers that a C
 * function preserves are on its stack, and its boot record holds the stack pointer. suspend.c keeps
 * the system registers.
 */

    .text

/*
 * int suspend_enter(struct boot_record *record, uint32_t power_state)
 * in:  interrupts masked, SP_EL0 selected, SP_ELx as between two exceptions
 * out: x0 = what suspend_call() returned, or SUSPEND_RESUMED
 */
FUNCTION(muster_suspend_enter)
    sub     sp, sp, #SUSPEND_BYTES
    stp     x19, x20, [sp, #SUSPEND_X19]
    stp     x21, x22, [sp, #SUSPEND_X19 + 16]
    stp     x23, x24, [sp, #SUSPEND_X19 + 32]
    stp     x25, x26, [sp, #SUSPEND_X19 + 48]
    stp     x27, x28, [sp, #SUSPEND_X19 + 64]
    stp     x29, x30, [sp, #SUSPEND_X19 + 80]
    stp     d8, d9, [sp, #SUSPEND_D8]
    stp     d10, d11, [sp, #SUSPEND_D8 + 16]
    stp     d12, d13, [sp, #SUSPEND_D8 + 32]
    stp     d14, d15, [sp, #SUSPEND_D8 + 48]
    mrs     x2, fpcr
    mrs     x3, fpsr
    stp     x2, x3, [sp, #SUSPEND_FPCR]
    mov     x2, sp
    str     x2, [x0, #BOOT_RECORD_STACK_TOP]
    bl      muster_suspend_call             /* SP_ELx is at its top, as the record says */
    ldp     x29, x30, [sp, #SUSPEND_X19 + 80] /* not off: C has preserved the others */
    add     sp, sp, #SUSPEND_BYTES
    ret
END_FUNCTION(muster_suspend_enter)

/*
 * void resume_entry(boot record's physical address)
 * Wakes a CPU up that has called suspend_enter().
 * entry: as secondary_entry
 * exit:  suspend_enter() returns SUSPEND_RESUMED; DAIF masked
 *
 * Before the MMU is on, the CPU reads only hwid and exception_stack_top of its record, which
 * suspend_call() has cleaned to memory. The stack needs no cleaning: the firmware cleans the caches
 * that lose power, and the CPU reads the stack with its caches on.
 */
    .section .text.boot, "ax"
FUNCTION(muster_resume_entry)
    msr     daifset, #DAIF_ALL
    mov     x20, x0
    own_boot_record muster_not_a_record
    mov     x2, x1
    bl      muster_init_el
    bl      muster_enable_mmu
    /* falls through */
END_FUNCTION(muster_resume_entry)

/* The same CPU with its MMU on; x20 = its boot record. */
LOCAL_FUNCTION(resume_with_mmu)
    adr_l   x1, muster_vectors
    msr     vbar_el1, x1
    load_from_boot_record
    ldp     x1, x2, [sp, #SUSPEND_FPCR]
    msr     fpcr, x1
    msr     fpsr, x2
    ldp     d8, d9, [sp, #SUSPEND_D8]
    ldp     d10, d11, [sp, #SUSPEND_D8 + 16]
    ldp     d12, d13, [sp, #SUSPEND_D8 + 32]
    ldp     d14, d15, [sp, #SUSPEND_D8 + 48]
    ldp     x19, x20, [sp, #SUSPEND_X19]
    ldp     x21, x22, [sp, #SUSPEND_X19 + 16]
    ldp     x23, x24, [sp, #SUSPEND_X19 + 32]
    ldp     x25, x26, [sp, #SUSPEND_X19 + 48]
    ldp     x27, x28, [sp, #SUSPEND_X19 + 64]
    ldp     x29, x30, [sp, #SUSPEND_X19 + 80]
    add     sp, sp, #SUSPEND_BYTES
    mov     x0, #SUSPEND_RESUMED
    ret
END_FUNCTION(resume_with_mmu)
