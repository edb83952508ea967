/* SPDX-License-Identifier: MIT */
#include "asm-offsets.h"
#include "aarch64/asm.h"
#include "aarch64/cpu/id_override.h"
#include "aarch64/cpu/sysreg.h"

/*
 * Brings a CPU from its first instruction to its first C function: the boot CPU from _start, every
 * other CPU from secondary_entry.
 *
 * entry: MMU off, any of EL1 to EL3, image at any 2 MiB-aligned address (Linux
 *        Documentation/arm64/booting.rst); the boot CPU with x0 = device tree, another CPU with
 *        x0 = its boot record
 * exit:  start() or secondary_start(); runtime/boot/start.h and runtime/hotplug/secondary.h say in
 *        which state
 *
 * Who owns which register until C runs:
 *
 *   register    boot CPU                       another CPU
 *   x19         the EL it entered at           the EL it entered at
 *   x20         x0 at entry                    its boot record
 *   x21-x23     x1-x3 at entry                 -
 *   x24         in relocate only: the image's address minus its link address
 */

/*
 * The arm64 Image header (booting.rst, "Call the kernel image"), in two parts. The linker script
 * puts text_offset and image_size between them, because only the linker knows these numbers.
 */
    .section .head.entry, "ax"
    .global _start
    .type _start, %function
_start:
    b       primary_entry
    nop

    .section .head.flags, "ax"
    .quad   0xa                             /* little endian, 4 KiB pages, anywhere in memory */
    .quad   0, 0, 0
    .ascii  "ARM\x64"
    .long   0

    .section .text.boot, "ax"

LOCAL_FUNCTION(primary_entry)
    msr     daifset, #DAIF_ALL
    mov     x20, x0
    mov     x21, x1
    mov     x22, x2
    mov     x23, x3
    mrs     x4, CurrentEL
    cmp     x4, #(3 << CURRENT_EL_SHIFT)
    b.ne    1f
    adr_l   x10, muster_secondary_entry
    bl      muster_elect_boot_cpu           /* no firmware has held the others back */
1:  adr_l   x1, __muster_init_exception_stack_top
    adr_l   x2, __muster_init_stack_top
    bl      muster_init_el
    mov     x19, x0

    /*
     * With the MMU off, stores bypass the caches and go to memory. So the cache lines of what this
     * CPU stores are invalidated (Arm ARM D7.4).
     * Before the stores: the loader may have left dirty lines, which would be written back over
     * the stored data later. booting.rst promises only that the loaded image is clean to the point
     * of coherency, not the memory behind it.
     * After the stores: the CPU may have fetched lines in between, and would read these old lines
     * once its caches are on. The stack does not need this: nothing on it is read then that was
     * stored before. Nor do the other stacks need either: what is stored on them with the MMU off
     * is a frame of early_vectors.S, which sees to its lines.
     * muster_map_image() does the same for the page tables.
     */
    bl      invalidate_stack                /* first: C uses the stack */
    bl      muster_invalidate_relocated
    bl      muster_relocate
    bl      muster_collect_compiled_for
    cbz     w0, 1f
    bl      muster_refuse_boot_cpu
1:  bl      muster_map_image
    bl      muster_invalidate_relocated     /* last, for the same reason */
    bl      muster_enable_mmu
    /* falls through */
END_FUNCTION(primary_entry)

/* The boot CPU with its MMU on. */
LOCAL_FUNCTION(primary_with_mmu)
    bl      clear_bss
    adr_l   x0, muster_vectors              /* from here on, exceptions go to C as it is */
    msr     vbar_el1, x0

    adr_l   x0, muster_boot_args
    stp     x20, x21, [x0, #BOOT_ARGS_X0]
    stp     x22, x23, [x0, #BOOT_ARGS_X2]
    str     w19, [x0, #BOOT_ARGS_ENTRY_EL]
    msr     tpidr_el1, xzr                  /* offset 0: the per-CPU template */
    msr     tpidrro_el0, xzr                /* CPU 0 */
    mov     x29, xzr
    mov     x30, xzr
    msr     daifclr, #DAIF_SERROR
    b       muster_start
END_FUNCTION(primary_with_mmu)

/*
 * void secondary_entry(boot record's physical address)
 * Starts a CPU other than the boot CPU, from the record that the control CPU has written.
 *
 * Before the MMU is on, the new CPU writes nothing to memory and reads only hwid and
 * exception_stack_top of its record; arch_publish_boot_record() on the control CPU has cleaned them
 * to memory. A CPU that was handed anything but its own record has no stack and no number; one that
 * lacks the LSE atomics that the runtime is compiled for cannot say so. Such a CPU
 * sleeps for good, and the control CPU's wait for it ends with a time-out.
 */
FUNCTION(muster_secondary_entry)
    msr     daifset, #DAIF_ALL
    mov     x20, x0
    own_boot_record muster_not_a_record
    mov     x2, x1
    bl      muster_init_el
    mov     x19, x0
    bl      muster_enable_mmu
    /* falls through */
END_FUNCTION(muster_secondary_entry)

/* Another CPU with its MMU on; x19 and x20 as above. */
LOCAL_FUNCTION(secondary_with_mmu)
    adr_l   x1, muster_vectors
    msr     vbar_el1, x1
#ifdef __ARM_FEATURE_ATOMICS                /* then the handshake needs LSE */
    mrs     x1, id_aa64isar0_el1
    ubfx    x1, x1, #ID_AA64ISAR0_ATOMIC_SHIFT, #4
    cbz     x1, muster_not_a_record
#endif
    load_from_boot_record
    str     w19, [x20, #BOOT_RECORD_ENTRY_EL]
    adrp    x1, muster_event_stream
    ldr     x1, [x1, :lo12:muster_event_stream]
    msr     cntkctl_el1, x1                 /* at EL2 this is CNTHCTL_EL2 */
    mov     x0, x20
    mov     x29, xzr
    mov     x30, xzr
    msr     daifclr, #DAIF_SERROR
    b       muster_secondary_start
END_FUNCTION(secondary_with_mmu)

/* void not_a_record(void): sleeps for good; see secondary_entry */
FUNCTION(muster_not_a_record)
    dsb     sy
    wfi
    b       muster_not_a_record
END_FUNCTION(muster_not_a_record)

/*
 * void enable_mmu(void)
 * Turns on MMU and caches with the runtime's tables, and makes FP and SIMD usable. Table walks are
 * coherent with the other CPUs' caches from the start (TCR: inner-shareable write-back). Stops the
 * timer that arch_timer_set() sets, since its enable bit is unknown after reset.
 * clobbers: x0-x2, x4, x5
 */
FUNCTION(muster_enable_mmu)
    msr     mdscr_el1, xzr                  /* no single step or breakpoint is left on */
    mov_q   x0, CPACR_FPEN
    msr     cpacr_el1, x0
    isb
    msr     fpcr, xzr                       /* unknown after reset; AAPCS64 6.1.2: 0 */
    msr     fpsr, xzr
    msr     cntv_ctl_el0, xzr               /* at EL2 this is CNTHV_CTL_EL2 */
    mov_q   x0, MAIR_VALUE
    msr     mair_el1, x0
    msr     amair_el1, xzr
    mrs     x0, SYS_ID_AA64MMFR3_EL1        /* is 0 in CPUs that have none of the following */
    cbz     x0, 1f
    load_entry_without 5
    clear_if WITHOUT_TCR2, SYS_ID_AA64MMFR3_EL1, ID_AA64MMFR3_TCRX_SHIFT, SYS_TCR2_EL1
    clear_if WITHOUT_SCTLR2, SYS_ID_AA64MMFR3_EL1, ID_AA64MMFR3_SCTLRX_SHIFT, SYS_SCTLR2_EL1
    clear_if WITHOUT_GCS, id_aa64pfr1_el1, ID_AA64PFR1_GCS_SHIFT, SYS_GCSCR_EL1
1:
    mrs     x1, id_aa64mmfr0_el1
    and     x1, x1, #0xf                    /* PARange: 52-bit addresses need larger descriptors */
    mov     x2, #ID_AA64MMFR0_PARANGE_MAX_48BIT
    cmp     x1, x2
    csel    x1, x1, x2, lo
    mov_q   x0, TCR_VALUE
    orr     x0, x0, x1, lsl #TCR_IPS_SHIFT
    msr     tcr_el1, x0
    adr_l   x0, muster_root_table
    msr     ttbr0_el1, x0
    isb
    tlbi    vmalle1                         /* entries of the firmware, on this CPU only */
    ic      iallu
    dsb     nsh
    isb
    mov_q   x0, SCTLR_EL1_MMU_ON
    msr     sctlr_el1, x0
    isb
    ret
END_FUNCTION(muster_enable_mmu)

/*
 * void clear_bss(void)
 * Clears .bss, which begins and ends with a cache line of 64 bytes. DC ZVA clears its block without
 * reading it first. It needs Normal memory, so the MMU is on (Arm ARM, DC ZVA), and it may be
 * prohibited (DCZID_EL0.DZP). There, and where a block has another size, STP does the work.
 * clobbers: x0-x2
 */
LOCAL_FUNCTION(clear_bss)
    adr_l   x0, __muster_bss_start
    adr_l   x1, __muster_bss_end
    mrs     x2, dczid_el0
    and     x2, x2, #DCZID_DZP_AND_BS
    cmp     x2, #DCZID_64_BYTES
    b.ne    2f
    sub     x2, x1, #192                    /* as long as four blocks are left */
    cmp     x0, x2
    b.hs    2f
1:  dc      zva, x0
    add     x0, x0, #64
    dc      zva, x0
    add     x0, x0, #64
    dc      zva, x0
    add     x0, x0, #64
    dc      zva, x0
    add     x0, x0, #64
    cmp     x0, x2
    b.lo    1b
    b       3f
2:  stp     xzr, xzr, [x0]
    stp     xzr, xzr, [x0, #16]
    stp     xzr, xzr, [x0, #32]
    stp     xzr, xzr, [x0, #48]
    add     x0, x0, #64
3:  cmp     x0, x1
    b.lo    2b
    ret
END_FUNCTION(clear_bss)

/*
 * void relocate(void)
 * Relocates the image for the address that it is at: applies its R_AARCH64_RELATIVE entries, the
 * only kind that a static PIE has. Calling it again changes nothing.
 * clobbers: x0-x4, x24
 */
#define R_AARCH64_RELATIVE 1027
#define RELA_ENTRY_BYTES 24
FUNCTION(muster_relocate)
    adr_l   x24, _start
    adr_l   x0, __muster_link_address       /* holds the address that _start was linked at */
    ldr     x0, [x0]
    sub     x24, x24, x0
    adr_l   x0, __muster_rela_start
    adr_l   x1, __muster_rela_end
    b       2f
1:  ldp     x2, x3, [x0], #16
    ldr     x4, [x0], #(RELA_ENTRY_BYTES - 16)
    cmp     w3, #R_AARCH64_RELATIVE
    b.ne    2f
    add     x4, x4, x24
    str     x4, [x2, x24]
2:  cmp     x0, x1
    b.lo    1b
    ret
END_FUNCTION(muster_relocate)

/*
 * void invalidate_stack(void)
 * Invalidates the cache lines of the boot stack, which is whole pages, so whole lines of any size.
 * Uses no stack.
 * clobbers: x0-x3
 */
LOCAL_FUNCTION(invalidate_stack)
    adr_l   x0, __muster_init_stack
    adr_l   x1, __muster_init_stack_top
    mrs     x2, ctr_el0
    ubfx    x2, x2, #CTR_DMINLINE_SHIFT, #CTR_FIELD_WIDTH
    mov     x3, #4
    lsl     x2, x3, x2
1:  dc      ivac, x0
    add     x0, x0, x2
    cmp     x0, x1
    b.lo    1b
    dsb     sy
    ret
END_FUNCTION(invalidate_stack)
