/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_SMP_H
#define MUSTER_SMP_H

#include <muster/arch/cpu.h>
#include <muster/cpumask.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * The logical number of the CPU that calls.
 *
 * **Context:** any CPU, any time. On the boot CPU it is 0 from the first C function on; another
 * CPU has its number before its first C function.
 */
static inline unsigned int smp_processor_id(void)
{
    return arch_processor_id();
}

/** The value of cpu_logical_map() for a number that no CPU has. */
#define INVALID_HWID UINT64_MAX

/**
 * The hardware id of logical CPU @p cpu: MPIDR_EL1's Aff3..Aff0 in their own bit positions, the
 * other bits 0 (Arm ARM, MPIDR_EL1). INVALID_HWID when @p cpu is not a CPU.
 */
uint64_t cpu_logical_map(unsigned int cpu) MUSTER_LINK_NAME(cpu_logical_map);

/**
 * The logical number of the CPU whose MPIDR affinity bits are @p mpidr; other bits are ignored.
 * @return the number, or -EINVAL when no logical CPU has this id. O(1).
 * **Context:** any CPU, after the CPU map has been built (before the first constructor).
 */
int get_logical_index(uint64_t mpidr) MUSTER_LINK_NAME(get_logical_index);

/**
 * Brings CPU @p cpu online: all its hotplug states up to CPUHP_ONLINE.
 * @return 0; -EINVAL when it is not a possible CPU, -EALREADY when it is online, -ENODEV when it is
 *         not present (nothing can start it), -EBUSY when another bring-up is under way, the boot
 *         is over, or it was given up before; -ETIMEDOUT when it did not come up within
 *         cpuhp.timeout_ms; otherwise what the failing state's callback or the firmware said (see
 *         docs/errors.md). The states passed are rolled back after a failure; those of the PREPARE
 *         section stay when the CPU has arrived and hangs.
 * **Context:** CPU 0 while it boots; may wait.
 */
int cpu_up(unsigned int cpu) MUSTER_LINK_NAME(cpu_up);

MUSTER_END_DECLS

#endif
