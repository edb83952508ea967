/* SPDX-License-Identifier: MIT */
#include <muster/rwlock.h>

#include "lock/lock_wait.h"

/*
 * The slow parts of reader-writer locks. Only the first of the queue, who holds the queue's spin
 * lock, waits for the state; so a writer that waits there keeps all who come later behind it.
 */

void muster_rwlock_read_wait(struct muster_rwlock *lock)
{
    struct lock_wait wait = lock_wait_begin();

    /* It counts as a reader already, and a writer may wait for that. */
    muster_atomic_fetch_add_u32(&lock->state, 0u - MUSTER_RWLOCK_READER, __ATOMIC_RELAXED);
    spin_lock(&lock->queue);
    muster_atomic_fetch_add_u32(&lock->state, MUSTER_RWLOCK_READER, __ATOMIC_RELAXED);
    /* No writer waits, for that would be the first of the queue. Acquire: what the writer wrote;
     * partner: muster_write_unlock(). */
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
    /* Acquire: what those wrote who have had it; partners: muster_read_unlock(),
     * muster_write_unlock(). */
    while (!muster_atomic_compare_exchange_u32(&lock->state, &only_waits, MUSTER_RWLOCK_WRITES,
                                               __ATOMIC_ACQUIRE)) {
        only_waits = MUSTER_RWLOCK_WAITS;
        lock_wait_pause(&wait, "a reader-writer lock", lock);
    }
    spin_unlock(&lock->queue);
}
