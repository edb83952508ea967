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
 * Brings CPU @p cpu online: all its hotplug states up to CPUHP_ONLINE. It then waits in the runtime
 * for work (muster_run_on() in <muster/app.h>), or, before app_main_percpu() has begun, takes part
 * in that. A CPU that a failed rollback has left half-way goes on from there.
 *
 * @return 0; -EINVAL when it is not a possible CPU, -EALREADY when it is up, -ENODEV when it is
 *         not present (nothing can start it), -EBUSY when another hotplug operation is under way,
 *         the CPU hangs in an earlier one or the firmware says that it is on; -ETIMEDOUT when it
 *         did not come up within cpuhp.timeout_ms; otherwise what the failing state's callback or
 *         the firmware said (docs/errors.md). The states passed are undone after a failure; those
 *         of the PREPARE section stay when the CPU has arrived and hangs.
 * **Context:** any online CPU, interrupts unmasked, constructors included; not in a hotplug
 * callback. Waits, a bounded time.
 * **Ordering:** what the caller wrote before is seen by the CPU; what the CPU's callbacks wrote is
 * seen after the return.
 */
int cpu_up(unsigned int cpu) MUSTER_LINK_NAME(cpu_up);

/**
 * Takes CPU @p cpu offline: its ONLINE states undone on it, the STARTING ones with its interrupts
 * masked, then it is turned off, which is confirmed, and the PREPARE ones are undone here. Where
 * the firmware cannot turn it off it sleeps in the runtime (parked), and the next cpu_up() wakes
 * it.
 *
 * A CPU that runs a function of the application is asked to leave: muster_checkpoint() returns true
 * on it, and the function of muster_on_leave() is called here. It goes down when its function has
 * returned; when it has not within cpuhp.timeout_ms the request is withdrawn. No CPU is stopped in
 * the middle of what it does.
 *
 * @return 0; -EINVAL when it is not a possible CPU, -EALREADY when it is off; for the calling CPU
 *         -EBUSY when it is the last one online, else -EDEADLK; -EBUSY when another hotplug
 *         operation is under way or the CPU hangs in an earlier one; -ETIMEDOUT when it did not
 *         leave, or hangs in a callback, or did not turn itself off in time; otherwise what a
 *         teardown returned: the CPU is up again then, as it was.
 * **Context, ordering:** as cpu_up().
 */
int cpu_down(unsigned int cpu) MUSTER_LINK_NAME(cpu_down);

MUSTER_END_DECLS

#endif
