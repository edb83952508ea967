/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_ARCH_GENERIC_TIMER_H
#define MUSTER_RUNTIME_ARCH_GENERIC_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/* The arch contract: each CPU's generic timer. */

/* Returns the counter's frequency as the CPU reports it: what the firmware has written into
 * CNTFRQ_EL0, or 0. Only time/clock_init.c asks; all others ask clock_hz(). */
uint32_t arch_counter_hz(void) MUSTER_LINK_NAME(arch_counter_hz);

/* A CPU's timers, in the order of their interrupts in the device tree. */
enum arch_timer {
    ARCH_TIMER_SEC_PHYS,
    ARCH_TIMER_PHYS,
    ARCH_TIMER_VIRT,
    ARCH_GENERIC_TIMER_HYP_PHYS,
    ARCH_GENERIC_TIMER_HYP_VIRT,
};
/* Returns the timer that the next three functions drive. It is stopped when a CPU enters C. */
enum arch_timer arch_timer(void) MUSTER_LINK_NAME(arch_timer);
/* Makes the timer's interrupt pending on the calling CPU once arch_counter() has reached @p value,
 * until the next call. */
void arch_timer_set(uint64_t value) MUSTER_LINK_NAME(arch_timer_set);
/* Stops the calling CPU's timer: its interrupt is not pending any more. */
void arch_timer_stop(void) MUSTER_LINK_NAME(arch_timer_stop);
/* Returns true if the calling CPU's timer has been set and not been stopped since. */
bool arch_timer_is_set(void) MUSTER_LINK_NAME(arch_timer_is_set);

/* Makes the counter end every WFE within some 0.1 ms, on the calling CPU and on each that is
 * started from now on (event stream, Arm ARM D11.2.4). @p counter_hz: the counter's frequency. */
void arch_event_stream_init(uint32_t counter_hz) MUSTER_LINK_NAME(arch_event_stream_init);

#endif
