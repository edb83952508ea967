/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HELD_LOCKS_H
#define MUSTER_RUNTIME_HELD_LOCKS_H

#include <muster/linkage.h>

/* Prints the spin locks that a CPU holds, as far as they are tracked (MUSTER_TRACK_LOCKS). */
#ifdef MUSTER_TRACK_LOCKS
void held_locks_print(unsigned int cpu) MUSTER_LINK_NAME(held_locks_print);
#else
static inline void held_locks_print(unsigned int cpu)
{
    (void)cpu;
}
#endif

#endif
