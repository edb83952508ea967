/* SPDX-License-Identifier: MIT */
#include "asm-offsets.h"
#include "aarch64/asm.h"
#include "aarch64/cpu/sysreg.h"

/*
 * Brings in a CPU that a spin table has released (cpu_ops_spin_table.c).
 *
 * entry: MMU off, EL1 or EL2, no register holds anything of use; several CPUs may come at once
 * exit:  secondary_entry() with x0 = the CPU's boot record
 *
 * The CPU uses no stack, writes nothing, and reads memory only, past all caches: the control CPU
 * has cleaned the entry, and the boot record before it.
 */
    .section .text.boot, "ax"

FUNCTION(muster_spin_table_entry)
    msr     daifset, #DAIF_ALL
    mrs     x3, mpidr_el1
    mov_q   x4, HWID_MASK
    and     x3, x3, x4
    add     x3, x3, #1
1:  adr_l   x1, muster_spin_table_released
    adr_l   x0, muster_boot_records
    mov_q   x2, BOOT_RECORDS_BYTES
    add     x2, x0, x2
2:  ldr     x4, [x1], #8
    cmp     x4, x3
    b.eq    3f
    add     x0, x0, #BOOT_RECORD_BYTES
    cmp     x0, x2
    b.ne    2b
    wfe                                     /* until the control CPU sends an event */
    b       1b
3:  dmb     sy                              /* entry, then record; partner: arch_publish() */
    b       muster_secondary_entry
END_FUNCTION(muster_spin_table_entry)
