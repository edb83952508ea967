/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_HOST_ARM_NO_LOCK_H
#define MUSTER_TEST_HOST_ARM_NO_LOCK_H

#include <muster/spinlock.h>

/* Included in front of sync/spinlock.c: a spin lock that draws its ticket and does not wait for its
 * turn. The test must find out. */
static inline void lock_without_waiting(spinlock_t *lock)
{
    __atomic_fetch_add(&lock->tickets, UINT64_C(1) << MUSTER_TICKET_SHIFT, __ATOMIC_ACQUIRE);
}
#define spin_lock(lock) lock_without_waiting(lock)

#endif
