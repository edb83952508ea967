/* SPDX-License-Identifier: MIT */
#include <muster/seqlock.h>

#include "lock/lock_wait.h"

uint32_t muster_seq_read_wait(const struct muster_seqlock *lock)
{
    struct lock_wait wait = lock_wait_begin();
    uint32_t sequence;

    /* Acquire: the data that go with the sequence; partner: muster_seq_write_end(). */
    while ((sequence = __atomic_load_n(&lock->sequence, __ATOMIC_ACQUIRE)) & 1)
        lock_wait_pause(&wait, "a sequence lock", lock);
    return sequence;
}
