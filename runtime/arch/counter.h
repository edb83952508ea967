/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_ARCH_COUNTER_H
#define MUSTER_RUNTIME_ARCH_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/arch/cpu.h>
#include <muster/linkage.h>

/* The arch contract: counters that do not always give their value, and how they are read all the
 * same (docs/hardware.md#errata). The arch_counter...() of <muster/arch/cpu.h> give what the
 * register holds. */

enum arch_counter_erratum {
    ARCH_COUNTER_IS_SOUND,
    ARCH_COUNTER_ARM_858921,
    ARCH_COUNTER_ALLWINNER_UNKNOWN1,
    ARCH_COUNTER_FSL_A008585,
    ARCH_COUNTER_HISILICON_161010101,
};

/* MIDR_EL1 */
#define ARCH_MIDR_PART_SHIFT 4
#define ARCH_MIDR_PART_MASK 0xfffu
#define ARCH_MIDR_CORTEX_A73 0xd09u

/* Returns true if the calling CPU has the part number of a core with an erratum of the counter.
 * For the way of each CPU, which it costs four instructions. */
static inline bool arch_counter_is_suspect(void)
{
    return (arch_midr() >> ARCH_MIDR_PART_SHIFT & ARCH_MIDR_PART_MASK) == ARCH_MIDR_CORTEX_A73;
}

/* Returns the erratum that the calling CPU's own counter has, as MIDR_EL1 says. The other errata
 * are those of a machine, and its device tree names them. */
enum arch_counter_erratum arch_counter_erratum_of_cpu(void)
    MUSTER_LINK_NAME(arch_counter_erratum_of_cpu);

/* Returns the function that reads the counter in the way that the erratum asks for, ordered as
 * arch_counter_as_load(); it tries a bounded number of times. Returns NULL for
 * ARCH_COUNTER_IS_SOUND. */
typedef uint64_t arch_counter_reader(void);
arch_counter_reader *arch_counter_cure(enum arch_counter_erratum erratum)
    MUSTER_LINK_NAME(arch_counter_cure);

#endif
