/* SPDX-License-Identifier: MIT */
#include <muster/mcs_lock.h>

#include <muster/arch/wait.h>

#include "lock/lock_wait.h"

/* The slow parts of queued locks: two CPUs that are neighbours in the queue. */

#define LOOKS_ASLEEP 16

void muster_mcs_wait(struct muster_mcs_lock *lock, struct muster_mcs_node *node, uint64_t before)
{
    struct muster_mcs_node *holder = (struct muster_mcs_node *)before;
    struct lock_wait wait = lock_wait_begin();

    __atomic_store_n(&node->waits, 1, __ATOMIC_RELAXED);
    /* Release: `waits` is 1 before the holder can find the node and make it 0; partner:
     * muster_mcs_hand_over(). */
    __atomic_store_n(&holder->next, (uint64_t)node, __ATOMIC_RELEASE);
    /* First asleep: its own word wakes the CPU. Where a WFE does not wait, as in an emulator, so
     * many looks are soon over, and the pauses between them grow. */
    for (unsigned int look = 0; look < LOOKS_ASLEEP && arch_watch_u32(&node->waits); look++)
        arch_wait_for_event();
    /* Acquire: what the holder wrote under the lock; partner: muster_mcs_hand_over(). */
    while (__atomic_load_n(&node->waits, __ATOMIC_ACQUIRE))
        lock_wait_pause(&wait, "a queued lock", lock);
}

void muster_mcs_hand_over(struct muster_mcs_lock *lock, struct muster_mcs_node *node)
{
    struct lock_wait wait = lock_wait_begin();
    uint64_t next;

    /* It is in the queue, and about to say so. Acquire: its `waits` is 1 by then; partner:
     * muster_mcs_wait(). */
    while (!(next = __atomic_load_n(&node->next, __ATOMIC_ACQUIRE)))
        lock_wait_pause(&wait, "a CPU that does not queue up: a queued lock", lock);
    /* Release: what was written under the lock; partner: muster_mcs_wait(). */
    __atomic_store_n(&((struct muster_mcs_node *)next)->waits, 0, __ATOMIC_RELEASE);
}
