/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_IDLE_H
#define MUSTER_IDLE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Idle CPUs: for how long they have slept, and how deeply; standby and suspend (docs/idle.md).
 *
 * @addtogroup time
 * @{
 */

/**
 * Returns for how long a CPU has been asleep because it had nothing to do, since the boot, the
 * sleep in progress included.
 *
 * Not counted is the time in which the CPU is off or parked, and what it sleeps in
 * muster_cpu_standby() and muster_cpu_suspend().
 *
 * @param cpu  the CPU
 * @return nanoseconds, never less than at an earlier call that happened before; UINT64_MAX if @p
 *         cpu is not possible
 *
 * **Context:** any CPU, from the first constructor on; does not wait.
 */
uint64_t muster_cpu_idle_ns(unsigned int cpu);

/** The most idle states of a device tree that are used. */
#define MUSTER_IDLE_STATES_MAX 32

/** An idle state of the device tree: devicetree bindings, cpu/idle-states.yaml. */
struct muster_idle_state {
    /** Its node's name; stays valid. */
    const char *name;
    /** arm,psci-suspend-param: what the firmware is called with. */
    uint32_t power_state;
    /** wakeup-latency-us, or else entry-latency-us and exit-latency-us together; in us. */
    uint32_t latency_us;
    /** min-residency-us: a sleep that is shorter is cheaper in a state above it; in us. */
    uint32_t min_residency_us;
    /** The CPU's own timer does not end it: local-timer-stop, or a power-down state. */
    bool timer_stops;
};

/**
 * Returns an idle state of the machine. WFI alone is none of them.
 *
 * @param index  from 0 on, in the order of min_residency_us
 * @return the state; NULL if there are no more, in particular on a machine with a tree that names
 *         none, or with idle.states=0 (kernel command line)
 *
 * **Context:** any CPU, from the first constructor on; does not wait.
 */
const struct muster_idle_state *muster_idle_state(unsigned int index);

/** How a CPU has slept; counted by the CPU itself, so wrapped round after 2^32. */
struct muster_idle_report {
    /** Sleeps of any kind: calls that took no time, for an interrupt was pending, included. */
    uint32_t sleeps;
    /** Of these, those in each state of muster_idle_state(). The others were WFI alone. */
    uint32_t state_sleeps[MUSTER_IDLE_STATES_MAX];
    /** How often the firmware refused a state; the CPU slept by WFI instead. */
    uint32_t refused;
};

/**
 * Tells how a CPU has slept.
 *
 * @param cpu     the CPU
 * @param report  gets the answer; if another CPU is going to sleep or waking up, its parts may be
 *                of different moments
 * @retval 0        the answer is there
 * @retval -EINVAL  @p cpu is not possible
 *
 * **Context:** any CPU, from the first constructor on; does not wait.
 */
int muster_idle_report(unsigned int cpu, struct muster_idle_report *report);

/**
 * Lets the calling CPU stand by until an interrupt is pending: PSCI CPU_SUSPEND with a standby
 * state, in which nothing is lost. An interrupt that is pending already ends it at once, also while
 * interrupts are masked.
 *
 * @param power_state  a standby state of the machine's firmware; 0 on many machines
 * @retval 0            the CPU has woken up
 * @retval -EINVAL      it is a power-down state, or the firmware does not know it
 * @retval -EOPNOTSUPP  the firmware has no CPU_SUSPEND
 * @return otherwise an errno for the firmware's answer (psci_to_errno())
 *
 * **Context:** any CPU, from the first constructor on; waits for an interrupt.
 */
int muster_cpu_standby(uint32_t power_state);

/**
 * Puts the calling CPU into a standby or a power-down state of the firmware (PSCI CPU_SUSPEND)
 * until an interrupt is pending. An interrupt that is pending already ends it at once.
 *
 * After a power-down state all is as it was: general, FP and SIMD registers as after any call,
 * thread pointer, interrupt controller, CPU timers. SVE, SME, pointer authentication keys, debug
 * and performance counter registers are not kept (docs/idle.md).
 *
 * @param power_state  as CPU_SUSPEND takes it (DEN0022 5.4.2)
 * @retval 0            the CPU has woken up
 * @retval -EINVAL      a reserved bit is set, or the firmware does not know the state
 * @retval -EOPNOTSUPP  the firmware has no CPU_SUSPEND
 * @return otherwise an errno for the firmware's answer. Nothing is lost after an error
 *
 * **Context:** any CPU, from the first constructor on, not in a handler; waits for an interrupt.
 * Interrupts are masked meanwhile, and taken after the return if they were unmasked before.
 */
int muster_cpu_suspend(uint32_t power_state);

/** @} */

MUSTER_END_DECLS

#endif
