/* SPDX-License-Identifier: MIT */
#include "el3_asm.h"

/*
 * The firmware's way in and out of EL3: the first instruction of each CPU, the way down to the
 * program, SMC calls; and the instructions that C has no words for.
 *
 * entry: EL3, any CPU, MMU off
 * exit:  enter_program() leaves to EL2h or EL1h, DAIF masked, x0 = what the program gets
 *
 * Each CPU has its stack at SP_EL3. The program never sees a value of the firmware's.
 */

    .section .text.start, "ax"
    .global _start
_start:
    mov_q   x0, SCTLR_EL3_MMU_OFF
    msr     sctlr_el3, x0
    adr     x0, vectors
    msr     vbar_el3, x0
    bl      open_lower_levels
    isb
    mrs     x19, mpidr_el1
    and     x19, x19, #CPU_MASK
    adrp    x0, stacks_start
    add     x0, x0, :lo12:stacks_start
    add     x1, x19, #1
    mov     x2, #STACK_BYTES
    madd    x0, x1, x2, x0
    mov     sp, x0
    cbnz    x19, 2f
    adrp    x0, bss_start
    add     x0, x0, :lo12:bss_start
    adrp    x1, bss_end
    add     x1, x1, :lo12:bss_end
1:  stp     xzr, xzr, [x0], #16
    cmp     x0, x1
    b.lo    1b
2:  mov     x0, x19
    mrs     x1, id_aa64pfr0_el1
    ubfx    x1, x1, #PFR0_GIC, #4
    b       el3_main

    .text

/*
 * void open_lower_levels(void)
 * Gives EL2 and EL1 what booting.rst says that they have: nothing traps to EL3, and the features of
 * this CPU are there. FIQs, which are the firmware's own interrupts, come to EL3.
 * clobbers: x0-x2
 */
open_lower_levels:
    mov_q   x0, (SCR_RES1 | SCR_NS | SCR_FIQ | SCR_HCE | SCR_RW | SCR_APK | SCR_API)
    mov_q   x2, SCR_FGTEN
    set_if_field id_aa64mmfr0_el1, MMFR0_FGT
    mov_q   x2, SCR_HXEN
    set_if_field id_aa64mmfr1_el1, MMFR1_HCX
    mov_q   x2, SCR_ENTP2
    set_if_field id_aa64pfr1_el1, PFR1_SME
    msr     scr_el3, x0
    msr     mdcr_el3, xzr
    mov     x0, xzr
    mov     x2, #CPTR_EZ
    set_if_field id_aa64pfr0_el1, PFR0_SVE
    mov     x2, #CPTR_ESM
    set_if_field id_aa64pfr1_el1, PFR1_SME
    msr     cptr_el3, x0
    isb
    skip_unless id_aa64pfr0_el1, PFR0_SVE, 1f
    mov     x0, #VECTOR_LENGTH_MAX
    msr     ZCR_EL3, x0
1:  skip_unless id_aa64pfr1_el1, PFR1_SME, 2f
    mov_q   x0, (SMCR_FA64 | VECTOR_LENGTH_MAX)
    msr     SMCR_EL3, x0
2:  ret

/*
 * void enter_program(const struct way_down *way)
 * Enters the program, from a stack that is empty then. x28 has the random numbers' state, x27 the
 * struct, as junk_registers.S wants it.
 */
    .global enter_program
enter_program:
    mov     x27, x0
    ldr     x28, [x27, #WAY_SEED]
    ldr     x26, [x27, #WAY_OPTIONS]
    mrs     x0, mpidr_el1                   /* of the stack only the struct is in use */
    and     x0, x0, #CPU_MASK
    adrp    x1, stacks_start
    add     x1, x1, :lo12:stacks_start
    add     x0, x0, #1
    mov     x2, #STACK_BYTES
    madd    x25, x0, x2, x1
    tbnz    x26, #OPTION_CLEAN_BIT, 1f
    bl      junk_el1_registers
    bl      junk_el2_registers
    bl      junk_gicv3_interface
1:  mov     x24, #SPSR_EL2H
    tbz     x26, #OPTION_EL1_BIT, 2f
    bl      open_el1
    mov     x24, #SPSR_EL1H
2:  tbnz    x26, #OPTION_CLEAN_BIT, 3f
    junk_pstate x24
3:  mov_q   x0, SPSR_DAIF
    orr     x24, x24, x0
    msr     spsr_el3, x24
    ldp     x0, x1, [x27, #WAY_ENTRY]
    msr     elr_el3, x0
    mov     x0, x1
    mov     sp, x25
    isb
    tbnz    x26, #OPTION_CLEAN_BIT, 4f
    b       junk_general_registers          /* and ERET */
4:  eret

/* ---- exceptions ----------------------------------------------------------------------------- */

/*
 * An SMC of the program. SMCCC 1.0 (DEN0028 version A, 2.4) keeps x18 to x30 and the stack
 * pointers; all others are trashed.
 */
smc_call:
    stp     x18, x30, [sp, #-SMC_FRAME_BYTES]!
    mrs     x4, esr_el3
    lsr     x4, x4, #ESR_EC_SHIFT
    cmp     x4, #EC_SMC64
    b.ne    unexpected
    stp     x19, x20, [sp, #16]
    mrs     x4, spsr_el3
    mrs     x5, elr_el3
    stp     x4, x5, [sp, #32]
    mrs     x4, mpidr_el1
    and     x4, x4, #CPU_MASK
    bl      psci_call
    ldp     x4, x5, [sp, #32]
    msr     spsr_el3, x4
    msr     elr_el3, x5
    mrs     x4, cntpct_el0                  /* what differs from call to call */
    orr     x1, x4, #1
    .irp n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    eor     x1, x1, x1, lsl #13
    eor     x1, x1, x1, lsr #7
    eor     x1, x1, x1, lsl #17
    mov     x\n, x1
    .endr
    ldp     x19, x20, [sp, #16]
    ldp     x18, x30, [sp], #SMC_FRAME_BYTES
    eret

/* An exception that the program cannot cause by what it may do, or one of the firmware itself. */
unexpected:
    adr     x0, unexpected_text
    mrs     x1, esr_el3
    b       fail

    .balign 2048
vectors:
    .rept   8                               /* from EL3 itself */
    b       unexpected
    .balign 128
    .endr
    b       smc_call                        /* synchronous, from AArch64 below */
    .balign 128
    .rept   7
    b       unexpected
    .balign 128
    .endr

unexpected_text:
    .asciz  "an exception that is no SMC, ESR_EL3"
    .balign 8

/* ---- for C ---------------------------------------------------------------------------------- */

/* void wait_for_interrupt(void): sleeps until one is pending, wherever it is routed */
    .global wait_for_interrupt
wait_for_interrupt:
    dsb     sy
    wfi
    ret

/* void wait_for_event(void) */
    .global wait_for_event
wait_for_event:
    wfe
    ret

/* void complete_stores(void): earlier stores are visible to other CPUs and to devices */
    .global complete_stores
complete_stores:
    dsb     sy
    ret

/* bool is_interrupt_pending(void) */
    .global is_interrupt_pending
is_interrupt_pending:
    mrs     x0, isr_el1
    tst     x0, #ISR_IRQ_FIQ
    cset    w0, ne
    ret

/* void gicv3_enable_interface(void): the secure side's part of the CPU interface */
    .global gicv3_enable_interface
gicv3_enable_interface:
    mov     x0, #ICC_SRE_ALL
    msr     ICC_SRE_EL3, x0
    isb
    msr     ICC_SRE_EL2, x0
    isb
    mov     x0, #0xff
    msr     ICC_PMR_EL1, x0
    mov     x0, #1
    msr     ICC_IGRPEN0_EL1, x0
    isb
    ret

/* void gicv3_park_interface(void): no interrupt of the program comes */
    .global gicv3_park_interface
gicv3_park_interface:
    mov     x0, #ICC_SRE_ALL
    msr     ICC_SRE_EL2, x0                 /* the program, or the junk, may have cleared it */
    isb
    msr     ICC_IGRPEN1_EL1, xzr
    isb
    ret

/* void gicv3_send_wakeup(uint64_t target): target is Aff0 */
    .global gicv3_send_wakeup
gicv3_send_wakeup:
    mov     x1, #1
    lsl     x1, x1, x0
    mov_q   x0, (SGI_WAKEUP << ICC_SGI_ID_SHIFT)
    orr     x0, x0, x1
    dsb     sy
    msr     ICC_SGI0R_EL1, x0
    isb
    ret

/* uint32_t gicv3_take_secure(void): takes an interrupt of group 0, ends it, returns its number */
    .global gicv3_take_secure
gicv3_take_secure:
    mrs     x0, ICC_IAR0_EL1
    msr     ICC_EOIR0_EL1, x0
    isb
    ret

/* void exit_emulator(unsigned int status): by semihosting */
    .global exit_emulator
exit_emulator:
    mov     w2, w0
    mov_q   x0, ADP_STOPPED_APPLICATION_EXIT
    stp     x0, x2, [sp, #-16]!
    mov     x1, sp
    mov     x0, #SYS_EXIT_EXTENDED
    hlt     #SEMIHOSTING
1:  wfi
    b       1b

    .section .stacks, "aw", %nobits
    .balign 16
    .space  MAX_CPUS * STACK_BYTES
