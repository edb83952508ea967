/* SPDX-License-Identifier: MIT */
#include <muster/rwlock.h>

#include "lock/lock_wait.h"

/*
 * Slow paths of reader-writer locks.
 *
 * A CPU that cannot have the lock at once takes the queue's spin lock, and only then waits for the
 * lock's state. So only the first CPU of the queue waits for the state, and a writer that waits
 * there keeps all later readers and writers behind it.
 */

void muster_rwlock_read_wait(struct muster_rwlock *lock)
{
    struct lock_wait wait = lock_wait_begin();

    /* Undo the fast path, which has counted this CPU as a reader: the writer at the head of the
     * queue may be waiting for the count to reach 0. */
    muster_atomic_fetch_add_u32(&lock->state, 0u - MUSTER_RWLOCK_READER, __ATOMIC_RELAXED);
    spin_lock(&lock->queue);
    muster_atomic_fetch_add_u32(&lock->state, MUSTER_RWLOCK_READER, __ATOMIC_RELAXED);
    /* No writer waits now, because this CPU is the first of the queue; a writer may still hold
     * the lock. Acquire: this CPU sees what that writer wrote. Partner:
     * muster_rwlock_write_unlock(). */
    while (__atomic_load_n(&lock->state, __ATOMIC_ACQUIRE) & MUSTER_RWLOCK_WRITES)
        lock_wait_pause(&wait, "a reader-writer lock", lock);
    spin_unlock(&lock->queue);
}

void muster_rwlock_write_wait(struct muster_rwlock *lock)
{
    struct lock_wait wait = lock_wait_begin();
    uint32_t only_waits = MUSTER_RWLOCK_WAITS;

    spin_lock(&lock->queue);
    muster_atomic_fetch_or_u32(&lock->state, MUSTER_RWLOCK_WAITS, __ATOMIC_RELAXED);
    /* Acquire: this CPU sees what earlier holders wrote. Partners: muster_rwlock_read_unlock(),
     * muster_rwlock_write_unlock(). */
    while (!muster_atomic_compare_exchange_u32(&lock->state, &only_waits, MUSTER_RWLOCK_WRITES,
                                               __ATOMIC_ACQUIRE)) {
        only_waits = MUSTER_RWLOCK_WAITS;
        lock_wait_pause(&wait, "a reader-writer lock", lock);
    }
    spin_unlock(&lock->queue);
}
