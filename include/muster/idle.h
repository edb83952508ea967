/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_IDLE_H
#define MUSTER_IDLE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * CPUs that have nothing to do: for how long they have slept, and how deeply (docs/idle.md).
 */

/**
 * For how long @p cpu has been asleep because it had nothing to do, in ns since the boot, the sleep
 * in progress included. Not counted: the time in which it is off or parked, and what it sleeps in
 * muster_cpu_standby() and muster_cpu_suspend().
 * @return the time; UINT64_MAX when @p cpu is not possible. Never less than at an earlier call
 *         that happened before.
 * **Context:** any CPU, any time after the per-CPU areas are there (constructors included).
 */
uint64_t muster_cpu_idle_ns(unsigned int cpu);

/** The most idle states of a device tree that are used. */
#define MUSTER_IDLE_STATES_MAX 8

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
 * Idle state @p index, from 0 for that with the least min_residency_us. WFI alone is none of them.
 * @return NULL when there are no more, in particular on a machine whose tree names none, or that
 *         was told not to use them (idle.states=0).
 * **Context:** any CPU, from the first constructor on.
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
 * @return 0; -EINVAL when @p cpu is not possible.
 * **Context:** any CPU, from the first constructor on. Of another CPU that is going to sleep or
 * waking up meanwhile, the parts may be of different moments.
 */
int muster_idle_report(unsigned int cpu, struct muster_idle_report *report);

/**
 * Lets the calling CPU stand by until an interrupt is pending: PSCI CPU_SUSPEND with a standby
 * state, in which nothing is lost. An interrupt that is pending already ends it at once, also while
 * interrupts are masked.
 * @param power_state  a standby state of the machine's firmware; 0 on many
 * @return 0 after the wake-up; -EINVAL for a power-down state, or what the firmware does not know;
 *         -EOPNOTSUPP when it has no CPU_SUSPEND; another errno of its answer.
 * **Context:** any CPU.
 */
int muster_cpu_standby(uint32_t power_state);

/**
 * Puts the calling CPU into a state of the firmware's until an interrupt is pending, which ends it
 * at once when it is so already: PSCI CPU_SUSPEND with a standby or a power-down state. After a
 * power-down state all is as it was: general, FP and SIMD registers as after any call, thread
 * pointer, interrupt controller, CPU timers. SVE, SME, pointer authentication keys, debug and
 * performance counter registers are not kept (docs/idle.md).
 * @param power_state  as CPU_SUSPEND takes it (DEN0022 5.4.2)
 * @return 0 after the wake-up; -EINVAL for reserved bits, or what the firmware does not know;
 *         -EOPNOTSUPP when it has no CPU_SUSPEND; another errno of its answer. Nothing is lost
 *         after an error.
 * **Context:** any CPU, from the first constructor on, not in an interrupt handler. Interrupts are
 * masked meanwhile, and taken after the return where they were not masked before.
 */
int muster_cpu_suspend(uint32_t power_state);

MUSTER_END_DECLS

#endif
