/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HELD_LOCKS_H
#define MUSTER_RUNTIME_HELD_LOCKS_H

#include <muster/linkage.h>

/* The spin locks that a CPU holds, the one that it took last first, as far as they are tracked
 * (MUSTER_TRACK_LOCKS); how many. On that CPU, or on another while it does not change them. */
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
