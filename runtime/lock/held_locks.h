/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HELD_LOCKS_H
#define MUSTER_RUNTIME_HELD_LOCKS_H

#include <muster/linkage.h>

/* Lists the spin locks that @p cpu holds, the lock taken last first, and returns how many are in
 * @p locks. Call this on @p cpu itself, or while @p cpu neither takes nor releases a lock. Locks
 * are tracked only in builds with MUSTER_TRACK_LOCKS; other builds return 0. */
#ifdef MUSTER_TRACK_LOCKS
unsigned int held_locks_list(unsigned int cpu, const void *locks[], unsigned int max)
    MUSTER_LINK_NAME(held_locks_list);
#else
static inline unsigned int held_locks_list(unsigned int cpu, const void *locks[], unsigned int max)
{
    (void)cpu;
    (void)locks;
    (void)max;
    return 0;
}
#endif

#endif
