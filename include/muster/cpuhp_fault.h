/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CPUHP_FAULT_H
#define MUSTER_CPUHP_FAULT_H

#include <muster/cpuhp.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Faults of hotplug, for tests: a state that fails, a CPU that does not come.
 *
 * @addtogroup cpus
 * @{
 */

/**
 * Makes a state fail once for a CPU, with -EAGAIN in place of its callback, the next time that the
 * CPU passes it up or down; as cpuhp.fail= does.
 *
 * A state without callbacks fails as well. In the STARTING section a failure is reported, and
 * nothing else happens.
 *
 * @param cpu    the CPU
 * @param state  the state; CPUHP_INVALID takes an earlier one back
 * @retval 0        the state will fail
 * @retval -EINVAL  @p cpu is not possible, or the state is CPUHP_OFFLINE, CPUHP_ONLINE or no state
 *
 * **Context:** any CPU, constructors included.
 */
int cpuhp_set_fail(unsigned int cpu, enum cpuhp_state state) MUSTER_LINK_NAME(cpuhp_set_fail);

/** What can go wrong outside the states: between the control CPU, the firmware and the CPU. */
enum cpuhp_fault {
    /** None: takes an earlier one back. */
    CPUHP_FAULT_NONE,
    /** CPU_ON is not called: the firmware's answer is `value`, a negative errno (psci.h). */
    CPUHP_FAULT_CPU_ON,
    /** CPU_OFF is not called: the firmware has refused. */
    CPUHP_FAULT_CPU_OFF,
    /** CPU_ON is not called, and said to have succeeded: the CPU never arrives. */
    CPUHP_FAULT_NEVER,
    /** The CPU arrives `value` milliseconds late. */
    CPUHP_FAULT_LATE,
    /** The CPU seems to lack the LSE atomics that the boot CPU has: it is refused. Where the boot
     * CPU has none, nothing happens. */
    CPUHP_FAULT_NO_LSE,
};

/**
 * Makes a fault happen to a CPU the next time that it could, once; as cpuhp.fault= does. One fault
 * is kept for each CPU.
 *
 * @param cpu    the CPU
 * @param fault  the fault
 * @param value  the errno, or milliseconds from 1 to 600000; otherwise 0
 * @retval 0        the fault will happen
 * @retval -EINVAL  @p cpu is not possible, the fault is unknown, or it cannot have that value
 *
 * **Context:** any CPU, constructors included.
 */
int cpuhp_set_fault(unsigned int cpu, enum cpuhp_fault fault, int value)
    MUSTER_LINK_NAME(cpuhp_set_fault);

/** @} */

MUSTER_END_DECLS

#endif
