/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TIME_TIMER_BASE_H
#define MUSTER_RUNTIME_TIME_TIMER_BASE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>
#include <muster/percpu.h>
#include <muster/spinlock.h>
#include <muster/timer.h>

#include "time/timer_queue.h"

/*
 * Timers: each CPU has a base with a queue of its pending timers, and sets its timer interrupt to
 * the first of them.
 *
 * A timer's `home` names the CPU that has the timer in its base, or had it last, and says whether
 * the timer is pending. `home` changes only under the lock of that base. A `home` of 0 names no
 * CPU; it changes by compare-and-swap, under the lock of the base that the timer enters. So to lock
 * a timer's base, a CPU reads `home`, takes the lock of that base, and checks that `home` still
 * names it.
 *
 * Two CPUs that hand a timer over by a `home` of 0 hold no lock in common. So the one that lets the
 * timer go stores 0 with release, and the one that takes the timer has acquire.
 */

struct timer_base {
    spinlock_t lock;
    struct timer_queue queue;     /* under the lock */
    struct muster_timer *running; /* the timer that this CPU is serving; under the lock */
};
DECLARE_PER_CPU(struct timer_base, timer_bases)
MUSTER_LINK_NAME(timer_bases) MUSTER_IN_THIS_PROGRAM;

/* True if timers can be started. The boot CPU sets it before other CPUs run. */
extern bool timers_usable MUSTER_LINK_NAME(timers_usable) MUSTER_IN_THIS_PROGRAM;

#define HOME_PENDING 1u

static inline uint32_t home_of_cpu(unsigned int cpu)
{
    return 2 * (cpu + 1);
}

static inline unsigned int cpu_of_home(uint32_t home)
{
    return home / 2 - 1;
}

static inline __attribute__((always_inline)) uint32_t read_home(const struct muster_timer *timer)
{
    return __atomic_load_n(&timer->home, __ATOMIC_RELAXED);
}

static inline void write_home(struct muster_timer *timer, uint32_t home)
{
    __atomic_store_n(&timer->home, home, __ATOMIC_RELAXED);
}

#endif
