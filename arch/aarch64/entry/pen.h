/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_PEN_H
#define MUSTER_AARCH64_PEN_H

/* What pen.S shares with the operations of the holding pen. For C and assembly. */

/* A CPU's slot in the pen is its place in its cluster, and 16 times its cluster. A CPU with another
 * affinity has none. */
#define PEN_CPUS_OF_CLUSTER 16
#define PEN_CLUSTERS 32
#define PEN_SLOTS (PEN_CPUS_OF_CLUSTER * PEN_CLUSTERS)

/* What a slot holds of a CPU that waits. Else it holds the address of a boot record, or junk. */
#define PEN_WAITING 1

#ifndef __ASSEMBLER__
#include <stdint.h>

#include <muster/linkage.h>

/*
 * The slots. A CPU in the pen, its MMU off, stores PEN_WAITING whenever its slot holds neither that
 * nor a boot record. A control CPU stores a boot record, only after it has seen PEN_WAITING there,
 * and cleans it to memory. So memory may hold anything at first, and a line that goes to memory
 * with old values of its neighbours harms none of them for long.
 */
extern uint64_t pen_slots[PEN_SLOTS] MUSTER_LINK_NAME(pen_slots) MUSTER_IN_THIS_PROGRAM;
#endif

#endif
