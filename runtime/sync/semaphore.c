/* SPDX-License-Identifier: MIT */
#include <muster/semaphore.h>

#include <errno.h>

#include <muster/clock.h>
#include <muster/order.h>

#include "base/clock.h"

/* Counting semaphores: waiting for a unit, and giving a unit back. */

/* Reads the clock before the try: a unit that came in time is not missed, however long the CPU
 * takes from one to the other. */
int muster_semaphore_wait(struct muster_semaphore *semaphore, uint64_t timeout_ns)
{
    uint64_t now_ns = muster_clock_ns(), end_ns = clock_add_ns(now_ns, timeout_ns);

    for (;;) {
        smp_rmb(); /* read the clock, then try; partner: muster_semaphore_up() */
        if (muster_semaphore_trydown(semaphore))
            return 0;
        if (now_ns >= end_ns)
            return -ETIMEDOUT;
        uint64_t left_ns = end_ns == UINT64_MAX ? UINT64_MAX : end_ns - now_ns;
        muster_wait_while_equal(&semaphore->count, 0, left_ns);
        now_ns = muster_clock_ns();
    }
}

int muster_semaphore_up(struct muster_semaphore *semaphore)
{
    uint32_t count = __atomic_load_n(&semaphore->count, __ATOMIC_RELAXED);

    do
        if (count == UINT32_MAX)
            return -EOVERFLOW;
    while (!__atomic_compare_exchange_n(&semaphore->count, &count, count + 1, true,
                                        __ATOMIC_RELEASE, __ATOMIC_RELAXED));
    muster_wake(&semaphore->count);
    return 0;
}
