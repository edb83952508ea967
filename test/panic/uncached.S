/* SPDX-License-Identifier: MIT */

/*
 * Makes a CPU fault before its MMU is on, or before .bss is clear. The linker's option --wrap puts
 * these functions around those that head.S calls (CMakeLists.txt):
 *   FAULT_OF_CPU n      a BRK of the CPU with that Aff0, behind init_el()
 *   FAULT_IN_CLEAR_BSS  the boot CPU's map lacks the first page of .bss, so clear_bss faults
 */

    .text
#ifdef FAULT_OF_CPU
    .global __wrap_muster_init_el
__wrap_muster_init_el:
    mov     x6, x30
    bl      __real_muster_init_el
    mrs     x3, mpidr_el1
    and     x3, x3, #0xff
    cmp     x3, #FAULT_OF_CPU
    b.ne    1f
    brk     #0
1:  ret     x6
#endif

#ifdef FAULT_IN_CLEAR_BSS
/* The map has four levels: 9 bits of the address each, from bit 39 down. */
    .global __wrap_muster_map_image
__wrap_muster_map_image:
    stp     x29, x30, [sp, #-16]!
    mov     x29, sp
    bl      __real_muster_map_image
    adrp    x0, muster_root_table
    adrp    x1, __muster_bss_start
    .irp    bit, 39, 30, 21
    ubfx    x2, x1, #\bit, #9
    ldr     x0, [x0, x2, lsl #3]
    and     x0, x0, #0xfffffffff000
    .endr
    ubfx    x2, x1, #12, #9
    str     xzr, [x0, x2, lsl #3]
    ldp     x29, x30, [sp], #16
    ret
#endif
