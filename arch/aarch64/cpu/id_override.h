/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_ID_OVERRIDE_H
#define MUSTER_AARCH64_ID_OVERRIDE_H

/* Fields of the ID registers that the command line has lowered, for the code that reads them. */

/* The bits of entry_without: parts of the architecture that the entry code does without on each CPU
 * but the boot CPU, which has passed it when the command line is read. Assembly has them, too. */
#define WITHOUT_FGT 0
#define WITHOUT_FGT2 1
#define WITHOUT_HCX 2
#define WITHOUT_AMU 3
#define WITHOUT_GIC 4
#define WITHOUT_SPE 5
#define WITHOUT_TRBE 6
#define WITHOUT_VH 7
#define WITHOUT_LO 8
#define WITHOUT_SCTLR2 9
#define WITHOUT_TCR2 10
#define WITHOUT_GCS 11

#ifndef __ASSEMBLER__
#include <stdint.h>

#include <muster/linkage.h>

enum id_register { ISAR0, ISAR1, ISAR2, PFR0, PFR1, DFR0, MMFR0, MMFR1, MMFR3, ID_REGISTERS };

/* What the command line has set: in @p mask the fields, in @p value their values. Written by the
 * boot CPU while it is alone. */
struct id_override {
    uint64_t mask, value;
};
extern struct id_override
    id_overrides[ID_REGISTERS] MUSTER_LINK_NAME(id_overrides) MUSTER_IN_THIS_PROGRAM;

/* The same for the entry code: a bit for each part that it does without. */
extern uint32_t entry_without MUSTER_LINK_NAME(entry_without) MUSTER_IN_THIS_PROGRAM;

/* Returns the field at @p shift of the value that a CPU's register @p which has, lowered as the
 * command line says. */
static inline unsigned int id_field(enum id_register which, unsigned int shift, uint64_t value)
{
    const unsigned int field = (value >> shift) & 0xf;
    const unsigned int most = (id_overrides[which].value >> shift) & 0xf;

    return (id_overrides[which].mask >> shift) & 1 && most < field ? most : field;
}

/* Lowers a field to @p most on all CPUs, or lets it be as the CPUs have it if @p most is 15. */
void id_override(enum id_register which, unsigned int shift, unsigned int most)
    MUSTER_LINK_NAME(id_override);

/* Has the map refuse physical addresses beyond MMFR0.PARange, which has just been lowered. */
void map_limit_addresses(void) MUSTER_LINK_NAME(map_limit_addresses);
#endif

#endif
