/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_ASM_H
#define MUSTER_AARCH64_ASM_H

/* Macros that the assembly files share. */

/* Begins and ends a global function: FUNCTION(name) ... END_FUNCTION(name). */
#define FUNCTION(name)                                                                             \
    .global name;                                                                                  \
    .hidden name;                                                                                  \
    .type name, % function;                                                                        \
    .balign 4;                                                                                     \
    name:
/* Begins one that only its own file knows. */
#define LOCAL_FUNCTION(name)                                                                       \
    .type name, % function;                                                                        \
    .balign 4;                                                                                     \
    name:
#define END_FUNCTION(name) .size name, .- name

/* Loads the address of a symbol of the image, relative to the PC. So the macro needs no
 * relocation. */
.macro adr_l reg, symbol
    adrp    \reg, \symbol
    add     \reg, \reg, :lo12:\symbol
.endm

/* Loads a constant of up to 64 bits. Chunks of 16 bits that are zero cost no instruction. */
.macro mov_q reg, value
    movz    \reg, #((\value) & 0xffff)
    .if ((\value) >> 16) & 0xffff
    movk    \reg, #(((\value) >> 16) & 0xffff), lsl #16
    .endif
    .if ((\value) >> 32) & 0xffff
    movk    \reg, #(((\value) >> 32) & 0xffff), lsl #32
    .endif
    .if ((\value) >> 48) & 0xffff
    movk    \reg, #(((\value) >> 48) & 0xffff), lsl #48
    .endif
.endm

/* Saves x2 to x17, which a C function may change, into the exception frame that begins at SP. */
.macro save_x2_to_x17
    stp     x2, x3, [sp, #FRAME_X0 + 16]
    stp     x4, x5, [sp, #FRAME_X0 + 32]
    stp     x6, x7, [sp, #FRAME_X0 + 48]
    stp     x8, x9, [sp, #FRAME_X0 + 64]
    stp     x10, x11, [sp, #FRAME_X0 + 80]
    stp     x12, x13, [sp, #FRAME_X0 + 96]
    stp     x14, x15, [sp, #FRAME_X0 + 112]
    stp     x16, x17, [sp, #FRAME_X0 + 128]
.endm

/* Saves x2 to x29 into the exception frame that begins at SP. */
.macro save_x2_to_x29
    save_x2_to_x17
    stp     x18, x19, [sp, #FRAME_X0 + 144]
    stp     x20, x21, [sp, #FRAME_X0 + 160]
    stp     x22, x23, [sp, #FRAME_X0 + 176]
    stp     x24, x25, [sp, #FRAME_X0 + 192]
    stp     x26, x27, [sp, #FRAME_X0 + 208]
    stp     x28, x29, [sp, #FRAME_X0 + 224]
.endm

/* Sets the registers to 0. */
.macro clear registers:vararg
    .irp    name, \registers
    msr     \name, xzr
    .endr
.endm

/* Goes to \absent unless the 4-bit field at \shift of an ID register is \least or more. Clobbers
 * x4. */
.macro need id_register, shift, absent, least=1
    mrs     x4, \id_register
    ubfx    x4, x4, #\shift, #4
    cmp     x4, #\least
    b.lo    \absent
.endm

/* Loads what this CPU does without (aarch64/cpu/id_override.h). */
.macro load_entry_without reg
    adrp    x\reg, muster_entry_without
    ldr     w\reg, [x\reg, :lo12:muster_entry_without]
.endm

/* Does the same as `need`, and goes to \absent also if the bit \without of w5 is set. */
.macro need_with without, id_register, shift, absent, least=1
    tbnz    w5, #\without, \absent
    need    \id_register, \shift, \absent, \least
.endm

/* Sets the registers to 0 if that field is not 0 and the bit of w5 is clear. Clobbers x4. */
.macro clear_if without, id_register, shift, registers:vararg
    need_with \without, \id_register, \shift, .Labsent\@
    clear   \registers
.Labsent\@:
.endm

/*
 * Checks the boot record that this CPU was handed as its context id: goes to \fail unless x20 is
 * the address of an entry of the array, and that entry is for this CPU. Runs with the MMU off and
 * reads only the first 16 bytes of the record, which arch_publish_boot_record() has cleaned.
 * in:  x20 = physical address of the boot record
 * out: x1 = exception_stack_top
 * clobbers: x2-x4
 */
.macro own_boot_record fail
    adr_l   x1, muster_boot_records
    sub     x1, x20, x1
    mov_q   x2, BOOT_RECORDS_BYTES
    cmp     x1, x2
    b.hs    \fail
    tst     x1, #(BOOT_RECORD_BYTES - 1)
    b.ne    \fail
    mrs     x3, mpidr_el1
    mov_q   x4, HWID_MASK
    and     x3, x3, x4
    ldp     x2, x1, [x20, #BOOT_RECORD_HWID]
    cmp     x2, x3
    b.ne    \fail
.endm

/*
 * Loads from this CPU's boot record: the stack pointer, the offset of the per-CPU area
 * (TPIDR_EL1), the thread pointer (TPIDR_EL0) and the CPU's number (TPIDRRO_EL0). The MMU is on.
 * in:  x20 = address of the boot record
 * clobbers: x1, x2
 */
.macro load_from_boot_record
    ldr     x1, [x20, #BOOT_RECORD_STACK_TOP]
    mov     sp, x1
    ldp     x1, x2, [x20, #BOOT_RECORD_PERCPU_OFFSET]
    msr     tpidr_el1, x1
    msr     tpidr_el0, x2
    ldr     w1, [x20, #BOOT_RECORD_CPU]
    msr     tpidrro_el0, x1
.endm

#endif
