/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_WAIT_H
#define MUSTER_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/arch/wait.h>
#include <muster/linkage.h>
#include <muster/order.h>

MUSTER_BEGIN_DECLS

/*
 * Waiting for a word to change, for locks and meeting places of one's own. A CPU that waits looks a
 * few times, then for some 20 us, and then sleeps until it is woken up; docs/sync.md.
 */

/* How many CPUs sleep in a wait of this kind; theirs. */
extern uint32_t muster_sleepers MUSTER_IN_THIS_PROGRAM;
/* The parts for when somebody waits for long, and when somebody sleeps. */
bool muster_wait_long(const uint32_t *word, uint32_t value, uint64_t timeout_ns);
void muster_wake_sleepers(const uint32_t *word);

/**
 * Waits until *@p word is not @p value any more.
 *
 * Whoever changes the word calls muster_wake() for it afterwards: a CPU that sleeps finds out by
 * that only. It is not seen when the word becomes something else and @p value again in between.
 * @param timeout_ns  for how long at most, in nanoseconds; UINT64_MAX: for ever
 * @return true as soon as it is another value; false when it still was @p value after that time.
 * **Context:** any CPU, any time. With interrupts masked, in a handler and on a CPU that takes no
 * interrupts it never sleeps: it looks all the time.
 * **Ordering:** acquire when it returns true; partner: the release store that changed the word.
 * **Cost:** 6 instructions when the word has changed already (Cortex-A53, GCC 12, -O2).
 */
static inline bool muster_wait_while_equal(const uint32_t *word, uint32_t value,
                                           uint64_t timeout_ns)
{
    if (__builtin_expect(arch_look_twice_u32(word, value) != value, 1))
        return true;
    return muster_wait_long(word, value, timeout_ns);
}

/**
 * Wakes all CPUs that wait on @p word, which the caller has changed.
 * **Context:** any CPU, any time, handlers included; does not wait.
 * **Ordering:** a full barrier, between the change and the look whether somebody sleeps; partner:
 * the one between going to sleep and the last look at the word.
 * **Cost:** 5 instructions when nobody sleeps, on this word or another one.
 */
static inline void muster_wake(const uint32_t *word)
{
    smp_mb();
    if (__builtin_expect(__atomic_load_n(&muster_sleepers, __ATOMIC_RELAXED) != 0, 0))
        muster_wake_sleepers(word);
}

MUSTER_END_DECLS

#endif
