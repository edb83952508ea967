/* SPDX-License-Identifier: MIT */
#include <muster/mcs_lock.h>

#include <muster/arch/wait.h>

#include "lock/lock_wait.h"

/* Slow paths of queued (MCS) locks: waiting for the CPU that is ahead in the queue, and handing the
 * lock over to the CPU behind. */

#define LOOKS_ASLEEP 16

void muster_mcs_wait(struct muster_mcs_lock *lock, struct muster_mcs_node *node, uint64_t before)
{
    struct muster_mcs_node *holder = (struct muster_mcs_node *)before;
    struct lock_wait wait = lock_wait_begin();

    __atomic_store_n(&node->waits, 1, __ATOMIC_RELAXED);
    /* Release: `waits` is 1 before the CPU ahead can find this node and write 0 to it. Partner:
     * muster_mcs_hand_over(). */
    __atomic_store_n(&holder->next, (uint64_t)node, __ATOMIC_RELEASE);
    /* Wait by WFE first: the store to `waits` ends the WFE. Where a WFE does not wait, as in an
     * emulator, these looks are soon over, and the pauses below grow. */
    for (unsigned int look = 0; look < LOOKS_ASLEEP && arch_watch_u32(&node->waits); look++)
        arch_wait_for_event();
    /* Acquire: this CPU sees what the CPU ahead wrote under the lock. Partner:
     * muster_mcs_hand_over(). */
    while (__atomic_load_n(&node->waits, __ATOMIC_ACQUIRE))
        lock_wait_pause(&wait, "a queued lock", lock);
}

void muster_mcs_hand_over(struct muster_mcs_lock *lock, struct muster_mcs_node *node)
{
    struct lock_wait wait = lock_wait_begin();
    uint64_t next;

    /* The next CPU has exchanged the lock's tail and is about to link its node here. Acquire:
     * `waits` of that node is 1 by then. Partner: muster_mcs_wait(). */
    while (!(next = __atomic_load_n(&node->next, __ATOMIC_ACQUIRE)))
        lock_wait_pause(&wait, "a CPU that does not queue up: a queued lock", lock);
    /* Release: the next CPU sees what this CPU wrote under the lock. Partner: muster_mcs_wait(). */
    __atomic_store_n(&((struct muster_mcs_node *)next)->waits, 0, __ATOMIC_RELEASE);
}
