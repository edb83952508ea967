/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_PERCPU_COUNTER_H
#define MUSTER_PERCPU_COUNTER_H

#include <stdint.h>

#include <muster/atomic.h>
#include <muster/linkage.h>
#include <muster/percpu.h>

MUSTER_BEGIN_DECLS

/*
 * Counters that many CPUs add to and few read: each CPU adds to a count of its own, which no other
 * writes, and the reader adds them all up. What Linux's percpu_counter is for; here the sum is
 * always made of all counts, there is no batch.
 *
 * A CPU's count stays when the CPU goes down, and goes on when it comes back.
 */

/** One CPU's part: a per-CPU variable. */
struct muster_percpu_counter {
    uint64_t count;
};

/** A counter that is 0: `static DEFINE_MUSTER_PERCPU_COUNTER(hits);` at file scope. */
#define DEFINE_MUSTER_PERCPU_COUNTER(name)                                                         \
    DEFINE_PER_CPU(struct muster_percpu_counter, name) = MUSTER_ZEROES

/**
 * Adds @p amount, which may be negative.
 * **Context:** any CPU, any time, handlers included: an addition in a handler that interrupts one
 * is not lost. **Ordering:** none. **Cost:** docs/atomics.md; no other CPU's cache line.
 */
static inline void muster_percpu_counter_add(struct muster_percpu_counter *counter, int64_t amount)
{
    muster_atomic_fetch_add_u64(&this_cpu_ptr(counter)->count, (uint64_t)amount, __ATOMIC_RELAXED);
}

/** Adds 1. */
static inline void muster_percpu_counter_inc(struct muster_percpu_counter *counter)
{
    muster_percpu_counter_add(counter, 1);
}

/**
 * The sum over all possible CPUs, those that are down included. Exact when nobody adds meanwhile
 * and what was added before happened before (a barrier, a join); otherwise each CPU's part is from
 * some moment of the call: of a counter that only grows, no less than it was at the call's begin
 * as this CPU sees it, and no more than at its end. Wraps round at 2^64.
 * **Context:** any CPU, any time. **Cost:** a load for each possible CPU.
 */
int64_t muster_percpu_counter_sum(const struct muster_percpu_counter *counter);

MUSTER_END_DECLS

#endif
