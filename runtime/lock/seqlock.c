/* SPDX-License-Identifier: MIT */
#include <muster/seqlock.h>

#include "lock/lock_wait.h"

/* Slow path of sequence locks: a reader waits until the writer has finished. */

uint32_t muster_seqlock_read_wait(const struct muster_seqlock *lock)
{
    struct lock_wait wait = lock_wait_begin();
    uint32_t sequence;

    /* Acquire: this CPU sees the data that were written before this sequence. Partner:
     * muster_seqlock_write_end(). */
    while ((sequence = __atomic_load_n(&lock->sequence, __ATOMIC_ACQUIRE)) & 1)
        lock_wait_pause(&wait, "a sequence lock", lock);
    return sequence;
}
