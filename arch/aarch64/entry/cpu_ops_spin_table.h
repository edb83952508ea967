/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_CPU_OPS_SPIN_TABLE_H
#define MUSTER_AARCH64_CPU_OPS_SPIN_TABLE_H

#include <stdint.h>

#include <muster/cpumask.h>
#include <muster/linkage.h>

/* What spin_table.S shares with the operations of the enable-method "spin-table". */

extern uint64_t
    spin_table_released[NR_CPUS] MUSTER_LINK_NAME(spin_table_released) MUSTER_IN_THIS_PROGRAM;

/* Where a CPU comes that the spin table has released: MMU off, no argument. Waits until its
 * hardware id plus one is an entry of spin_table_released[], and goes on with the boot record of
 * that number. */
extern void spin_table_entry(void) MUSTER_LINK_NAME(spin_table_entry) MUSTER_IN_THIS_PROGRAM;

#endif
