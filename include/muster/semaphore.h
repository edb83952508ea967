/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_SEMAPHORE_H
#define MUSTER_SEMAPHORE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>
#include <muster/wait.h>

MUSTER_BEGIN_DECLS

/** A counting semaphore: so many units are there to be taken. Any CPU may give one back. */
struct muster_semaphore {
    uint32_t count;
};

/** Defines one with @p units: `static DEFINE_MUSTER_SEMAPHORE(slots, 8);` */
#define DEFINE_MUSTER_SEMAPHORE(name, units) struct muster_semaphore name = {(units)}

/** Gives @p semaphore @p units; nobody may use it meanwhile. */
static inline void muster_semaphore_init(struct muster_semaphore *semaphore, uint32_t units)
{
    semaphore->count = units;
}

/** Takes a unit if there is one. @return whether. **Context:** any CPU, any time, handlers
 * included; does not wait. **Ordering:** acquire if so; partner: muster_semaphore_up(). */
static inline bool muster_semaphore_trydown(struct muster_semaphore *semaphore)
{
    uint32_t count = __atomic_load_n(&semaphore->count, __ATOMIC_RELAXED);

    while (count)
        if (__atomic_compare_exchange_n(&semaphore->count, &count, count - 1, 1, __ATOMIC_ACQUIRE,
                                        __ATOMIC_RELAXED))
            return true;
    return false;
}

/* The part for when there was none. */
int muster_semaphore_wait(struct muster_semaphore *semaphore, uint64_t timeout_ns);

/**
 * Takes a unit, and waits until there is one. Who has waited longest does not come first.
 * @param timeout_ns  for how long at most, in nanoseconds; UINT64_MAX: for ever
 * @return 0; -ETIMEDOUT when there was none within that time.
 * **Context:** any CPU; not in a handler that could keep the unit from being given back.
 * **Ordering:** acquire; partner: muster_semaphore_up().
 * **Cost:** 10 instructions when there is one (docs/sync.md).
 */
static inline int muster_semaphore_down(struct muster_semaphore *semaphore, uint64_t timeout_ns)
{
    return __builtin_expect(muster_semaphore_trydown(semaphore), 1)
               ? 0
               : muster_semaphore_wait(semaphore, timeout_ns);
}

/**
 * Gives a unit back, and wakes those that wait for one.
 * @return 0; -EOVERFLOW when there are UINT32_MAX: there are as many as before then.
 * **Context:** any CPU, any time, handlers included; does not wait.
 * **Ordering:** release: who takes the unit sees all that was written before.
 * **Cost:** 20 instructions when nobody sleeps.
 */
int muster_semaphore_up(struct muster_semaphore *semaphore);

MUSTER_END_DECLS

#endif
