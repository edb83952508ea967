/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_PERCPU_COUNTER_H
#define MUSTER_PERCPU_COUNTER_H

#include <stdint.h>

#include <muster/atomic.h>
#include <muster/linkage.h>
#include <muster/percpu.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Counters that many CPUs add to and few read.
 *
 * Each CPU adds to a count of its own, which no other CPU writes. The reader adds all counts up. A
 * CPU's count stays when the CPU goes down, and goes on when the CPU comes back. Linux's
 * percpu_counter has the same purpose; here there is no batch.
 *
 * @addtogroup sync
 * @{
 */

/** A counter: a per-CPU variable. Its member is private. */
struct muster_percpu_counter;

/** Defines a counter that is 0: `static DEFINE_MUSTER_PERCPU_COUNTER(hits);` at file scope. */
#define DEFINE_MUSTER_PERCPU_COUNTER(name)                                                         \
    DEFINE_PER_CPU(struct muster_percpu_counter, name) = MUSTER_ZEROES

/**
 * Adds to a counter.
 *
 * @param counter  the counter
 * @param amount   what to add; may be negative
 *
 * **Context:** any CPU, any time. A handler that interrupts an addition loses none.
 * **Ordering:** none. **Cost:** docs/atomics.md; no other CPU's cache line.
 */
static inline void muster_percpu_counter_add(struct muster_percpu_counter *counter, int64_t amount);

/**
 * Adds 1 to a counter.
 *
 * @param counter  the counter
 *
 * **Context, ordering, cost:** those of muster_percpu_counter_add().
 */
static inline void muster_percpu_counter_inc(struct muster_percpu_counter *counter);

/**
 * Returns the sum over all possible CPUs, those that are down included.
 *
 * The sum is exact when no CPU adds meanwhile and what was added before happened before (a barrier,
 * a join). Otherwise each CPU's part is from some moment of the call. For a counter that only grows
 * the sum is no less than the counter was at the call's begin, as this CPU sees it, and no more
 * than at its end.
 *
 * @param counter  the counter
 * @return the sum, which wraps round at 2^64
 *
 * **Context:** any CPU, any time; does not wait. **Cost:** a load for each possible CPU.
 */
int64_t muster_percpu_counter_sum(const struct muster_percpu_counter *counter);

/** @} */

/** @cond internal */

struct muster_percpu_counter {
    /* Written by one CPU. */
    uint64_t count;
};

static inline void muster_percpu_counter_add(struct muster_percpu_counter *counter, int64_t amount)
{
    muster_atomic_fetch_add_u64(&this_cpu_ptr(counter)->count, (uint64_t)amount, __ATOMIC_RELAXED);
}

static inline void muster_percpu_counter_inc(struct muster_percpu_counter *counter)
{
    muster_percpu_counter_add(counter, 1);
}

/** @endcond */

MUSTER_END_DECLS

#endif
