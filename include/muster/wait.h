/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_WAIT_H
#define MUSTER_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/arch/wait.h>
#include <muster/linkage.h>
#include <muster/order.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Waiting for a word to change: to build locks and meeting places.
 *
 * A CPU that waits looks at the word a few times, then for some 20 us, and then sleeps until it is
 * woken up (docs/sync.md).
 *
 * @addtogroup sync
 * @{
 */

/**
 * Waits until *@p word is not @p value any more.
 *
 * The CPU that changes the word calls muster_wake() for it afterwards: a CPU that sleeps finds out
 * by that only. A change to something else and back to @p value may stay unseen; the wait goes on
 * then.
 *
 * @param word        the word
 * @param value       the value that it has so far
 * @param timeout_ns  the longest wait, in nanoseconds; UINT64_MAX: for ever
 * @return true as soon as a look has found another value, which may be gone again when the caller
 *         looks itself; false if a look after that time has found @p value. With UINT64_MAX always
 *         true
 *
 * **Context:** any CPU, any time. It never sleeps, and looks all the time, with interrupts masked,
 * in a handler, and on a CPU that takes no interrupts.
 * **Ordering:** acquire if it returns true; partner: the release store that changed the word.
 * **Cost:** 6 instructions when the word has changed already (Cortex-A53, GCC 12, -O2).
 */
static inline bool muster_wait_while_equal(const uint32_t *word, uint32_t value,
                                           uint64_t timeout_ns);

/**
 * Wakes all CPUs that wait on a word.
 *
 * @param word  the word, which the caller has changed
 *
 * **Context:** any CPU, any time, handlers included; does not wait.
 * **Ordering:** a full barrier between the change and the look whether a CPU sleeps; partner: the
 * barrier between going to sleep and the last look at the word.
 * **Cost:** 5 instructions when no CPU sleeps, on this word or another one.
 */
static inline void muster_wake(const uint32_t *word);

/** @} */

/** @cond internal */

/* How many CPUs sleep in muster_wait_while_equal(); written by them. */
extern uint32_t muster_sleepers MUSTER_IN_THIS_PROGRAM;
/* Slow paths: the wait takes long; some CPU sleeps. */
bool muster_wait_long(const uint32_t *word, uint32_t value, uint64_t timeout_ns);
void muster_wake_sleepers(const uint32_t *word);

static inline bool muster_wait_while_equal(const uint32_t *word, uint32_t value,
                                           uint64_t timeout_ns)
{
    if (__builtin_expect(arch_look_twice_u32(word, value) != value, 1))
        return true;
    return muster_wait_long(word, value, timeout_ns);
}

static inline void muster_wake(const uint32_t *word)
{
    smp_mb();
    if (__builtin_expect(__atomic_load_n(&muster_sleepers, __ATOMIC_RELAXED) != 0, 0))
        muster_wake_sleepers(word);
}

/** @endcond */

MUSTER_END_DECLS

#endif
