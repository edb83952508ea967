/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_SEMAPHORE_H
#define MUSTER_SEMAPHORE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>
#include <muster/wait.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Counting semaphores: units that CPUs take and give back. Any CPU may give a unit back.
 *
 * @addtogroup sync
 * @{
 */

/** A semaphore. Its member is private. */
struct muster_semaphore;

/** Defines a semaphore with @p units units: `static DEFINE_MUSTER_SEMAPHORE(slots, 8);` */
#define DEFINE_MUSTER_SEMAPHORE(name, units) struct muster_semaphore name = {(units)}

/**
 * Gives a semaphore its units.
 *
 * @param semaphore  the semaphore; no CPU uses it
 * @param units      how many there are to take
 *
 * **Context:** any CPU, any time. **Ordering:** none.
 */
static inline void muster_semaphore_init(struct muster_semaphore *semaphore, uint32_t units);

/**
 * Takes a unit if there is one.
 *
 * @param semaphore  the semaphore
 * @return true if the caller has got a unit
 *
 * **Context:** any CPU, any time, handlers included; does not wait.
 * **Ordering:** acquire if it returns true; partner: muster_semaphore_up().
 */
static inline bool muster_semaphore_trydown(struct muster_semaphore *semaphore);

/**
 * Takes a unit, and waits until there is one. CPUs are not served in the order in which they ask.
 *
 * @param semaphore   the semaphore
 * @param timeout_ns  the longest wait, in nanoseconds; UINT64_MAX: for ever
 * @retval 0           the caller has got a unit
 * @retval -ETIMEDOUT  there was none within that time
 *
 * **Context:** any CPU; not in a handler that could keep another CPU from giving a unit back.
 * Waits as muster_wait_while_equal() does.
 * **Ordering:** acquire; partner: muster_semaphore_up().
 * **Cost:** 10 instructions when there is one (docs/sync.md).
 */
static inline int muster_semaphore_down(struct muster_semaphore *semaphore, uint64_t timeout_ns);

/**
 * Gives a unit back, and wakes the CPUs that wait for one.
 *
 * @param semaphore  the semaphore
 * @retval 0           the unit has been given back
 * @retval -EOVERFLOW  there are UINT32_MAX units already; the number stays
 *
 * **Context:** any CPU, any time, handlers included; does not wait.
 * **Ordering:** release: the CPU that takes the unit sees all that was written before.
 * **Cost:** 20 instructions when no CPU sleeps.
 */
int muster_semaphore_up(struct muster_semaphore *semaphore);

/** @} */

/** @cond internal */

struct muster_semaphore {
    uint32_t count;
};

/* Slow path of muster_semaphore_down(): waits until there is a unit. */
int muster_semaphore_wait(struct muster_semaphore *semaphore, uint64_t timeout_ns);

static inline void muster_semaphore_init(struct muster_semaphore *semaphore, uint32_t units)
{
    semaphore->count = units;
}

static inline bool muster_semaphore_trydown(struct muster_semaphore *semaphore)
{
    uint32_t count = __atomic_load_n(&semaphore->count, __ATOMIC_RELAXED);

    while (count)
        if (__atomic_compare_exchange_n(&semaphore->count, &count, count - 1, 1, __ATOMIC_ACQUIRE,
                                        __ATOMIC_RELAXED))
            return true;
    return false;
}

static inline int muster_semaphore_down(struct muster_semaphore *semaphore, uint64_t timeout_ns)
{
    return __builtin_expect(muster_semaphore_trydown(semaphore), 1)
               ? 0
               : muster_semaphore_wait(semaphore, timeout_ns);
}

/** @endcond */

MUSTER_END_DECLS

#endif
