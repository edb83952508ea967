/* SPDX-License-Identifier: MIT */
#include <muster/once.h>

#include <errno.h>
#include <stdbool.h>

#include <muster/smp.h>
#include <muster/wait.h>

#include "base/wait_limit.h"
#include "lock/lock_wait.h"

/* Slow path of muster_once(): the first CPU calls the function, the others wait for it. */

int muster_once_slow(struct muster_once *once, void (*function)(void *context), void *context)
{
    uint32_t own = smp_processor_id() + 1, found = 0;

    if (__atomic_compare_exchange_n(&once->state, &found, own, false, __ATOMIC_ACQUIRE,
                                    __ATOMIC_ACQUIRE)) {
        function(context);
        __atomic_store_n(&once->state, MUSTER_ONCE_DONE, __ATOMIC_RELEASE);
        muster_wake(&once->state);
        return 0;
    }
    if (found == MUSTER_ONCE_DONE)
        return 0;
    if (found == own)
        return -EDEADLK;
    return muster_wait_while_equal(&once->state, found, wait_limit_ns(lock_timeout_ms))
               ? 0
               : -ETIMEDOUT;
}
