/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CLOCK_H
#define MUSTER_RUNTIME_CLOCK_H

#include <stdint.h>

#include <muster/linkage.h>

/* The counter's frequency, and time in nanoseconds. All waiting code asks this header for the
 * frequency and never reads CNTFRQ_EL0, which the firmware may have left at 0. */

#define NS_PER_S UINT64_C(1000000000)

/* The least frequency that is believed: CNTFRQ_EL0 holds junk if it is lower. */
#define CLOCK_MIN_HZ 100000u

/* Computes the factors for a counter of @p hz, at least CLOCK_MIN_HZ. */
void clock_set_hz(uint32_t hz) MUSTER_LINK_NAME(clock_set_hz);

/*
 * Fixed-point factors. ticks_per_ns is the reciprocal of ns_per_tick, rounded up:
 *   ns = ticks * ns_per_tick / 2^32, rounded down
 *   ticks = ns * ticks_per_ns / 2^60, rounded up
 * So once the counter has reached clock_ticks_of_ns(ns), the clock stands at ns or later. Written
 * by the boot CPU, before other CPUs run.
 */
struct clock_factors {
    uint64_t ns_per_tick, ticks_per_ns;
    uint32_t hz;
};
extern struct clock_factors clock_factors MUSTER_LINK_NAME(clock_factors) MUSTER_IN_THIS_PROGRAM;

#define CLOCK_NS_SHIFT 32
#define CLOCK_TICKS_SHIFT 60

static inline uint32_t clock_hz(void)
{
    return clock_factors.hz;
}

/* __extension__: -Wpedantic accepts the type, which ISO C does not have. */
__extension__ typedef unsigned __int128 clock_wide_t;

static inline uint64_t clock_ns_of_ticks(uint64_t ticks)
{
    return (uint64_t)((clock_wide_t)ticks * clock_factors.ns_per_tick >> CLOCK_NS_SHIFT);
}

static inline uint64_t clock_ticks_of_ms(uint32_t ms)
{
    return (uint64_t)clock_hz() * ms / 1000;
}

/* Returns the counter's value at @p ns, or UINT64_MAX if the counter never reaches @p ns. */
static inline uint64_t clock_ticks_of_ns(uint64_t ns)
{
    const uint64_t part = (UINT64_C(1) << CLOCK_TICKS_SHIFT) - 1;
    clock_wide_t ticks =
        ((clock_wide_t)ns * clock_factors.ticks_per_ns + part) >> CLOCK_TICKS_SHIFT;
    return ticks >> 64 ? UINT64_MAX : (uint64_t)ticks;
}

/* Adds two times in ns. Returns UINT64_MAX instead of an overflow. */
static inline uint64_t clock_add_ns(uint64_t ns, uint64_t more_ns)
{
    return ns + more_ns < ns ? UINT64_MAX : ns + more_ns;
}

/* Returns the time on muster_clock_ns() that is at least @p delay_ns from now. It counts from the
 * next tick, because the current tick has begun already. */
uint64_t clock_deadline_ns(uint64_t delay_ns) MUSTER_LINK_NAME(clock_deadline_ns);

#endif
