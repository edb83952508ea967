/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_SMP_H
#define MUSTER_SMP_H

#include <muster/arch/cpu.h>
#include <muster/cpumask.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * CPU numbers, and bringing CPUs up and down.
 *
 * @addtogroup cpus
 * @{
 */

/**
 * Returns the logical number of the calling CPU.
 *
 * @return the number, 0 to nr_cpu_ids - 1; the boot CPU is 0
 *
 * **Context:** any CPU, any time from its first C function on.
 */
static inline unsigned int smp_processor_id(void);

/** The value of cpu_logical_map() for a number that no CPU has. */
#define INVALID_HWID UINT64_MAX

/**
 * Returns the hardware id of a CPU.
 *
 * @param cpu  the logical number
 * @return Aff3..Aff0 of MPIDR_EL1 in their own bit positions, the other bits 0 (Arm ARM,
 *         MPIDR_EL1); INVALID_HWID if @p cpu is not a CPU
 *
 * **Context:** any CPU, from the first constructor on.
 */
uint64_t cpu_logical_map(unsigned int cpu) MUSTER_LINK_NAME(cpu_logical_map);

/**
 * Returns the logical number of the CPU with given affinity bits, in constant time.
 *
 * @param mpidr  a value of MPIDR_EL1; bits other than affinity bits are ignored
 * @return the number; -EINVAL if no logical CPU has this id
 *
 * **Context:** any CPU, from the first constructor on.
 */
int get_logical_index(uint64_t mpidr) MUSTER_LINK_NAME(get_logical_index);

/**
 * Brings a CPU online: through all its hotplug states up to CPUHP_ONLINE.
 *
 * The CPU then waits in the runtime for work (muster_run_on()), or takes part in app_main_percpu()
 * if that has not begun. A CPU that a failed rollback has left half-way goes on from there. After a
 * failure the states that the CPU has passed are undone; those of the PREPARE section stay if the
 * CPU has arrived and hangs.
 *
 * @param cpu  the logical number
 * @retval 0           the CPU is online
 * @retval -EINVAL     it is not a possible CPU
 * @retval -EALREADY   it is up
 * @retval -ENODEV     it is not present: nothing can start it
 * @retval -EBUSY      another hotplug operation is under way, the CPU hangs in an earlier one, or
 *                     the firmware says that it is on
 * @retval -ETIMEDOUT  it did not come up within cpuhp.timeout_ms
 * @retval -EOPNOTSUPP  it lacks the LSE atomics that the boot CPU has, which the program uses
 * @return otherwise the error of the failing state's callback, or of the firmware (docs/errors.md)
 *
 * **Context:** any online CPU, interrupts unmasked, constructors included; not in a hotplug
 * callback. Waits, a bounded time.
 * **Ordering:** the CPU sees what the caller wrote before; the caller sees after the return what
 * the CPU's callbacks wrote.
 */
int cpu_up(unsigned int cpu) MUSTER_LINK_NAME(cpu_up);

/**
 * Takes a CPU offline.
 *
 * The CPU's ONLINE states are undone on it, then its STARTING states with its interrupts masked.
 * Then it is turned off, which is confirmed, and the caller undoes the PREPARE states. If the
 * firmware cannot turn the CPU off, it sleeps in the runtime (parked) until the next cpu_up().
 *
 * A CPU that runs a function of the application is asked to leave: muster_checkpoint() returns true
 * on it, and the function of muster_on_leave() is called on the caller's CPU. The CPU goes down
 * when its function has returned. If that takes longer than cpuhp.timeout_ms, the request is
 * withdrawn. No CPU is stopped in the middle of what it does.
 *
 * @param cpu  the logical number
 * @retval 0           the CPU is off, or parked
 * @retval -EINVAL     it is not a possible CPU
 * @retval -EALREADY   it is off
 * @retval -EDEADLK    it is the calling CPU
 * @retval -EBUSY      it is the last CPU online, another hotplug operation is under way, or the CPU
 *                     hangs in an earlier one
 * @retval -ETIMEDOUT  it did not leave, hangs in a callback, or did not turn itself off in time
 * @return otherwise the error of a teardown: the CPU is up again then, as it was
 *
 * **Context, ordering:** those of cpu_up().
 */
int cpu_down(unsigned int cpu) MUSTER_LINK_NAME(cpu_down);

/** @} */

/** @cond internal */

static inline unsigned int smp_processor_id(void)
{
    return arch_processor_id();
}

/** @endcond */

MUSTER_END_DECLS

#endif
