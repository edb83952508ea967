/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SYNC_BARRIER_H
#define MUSTER_RUNTIME_SYNC_BARRIER_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/barrier.h>
#include <muster/cpumask.h>
#include <muster/linkage.h>

#include "sync/wait.h"

/* Gives every barrier of the program its per-CPU part; before the first constructor. */
void barriers_early_init(void) MUSTER_LINK_NAME(barriers_early_init);
/* Whether the program has barriers. */
bool barriers_exist(void) MUSTER_LINK_NAME(barriers_exist);
/* Makes every barrier that the program has not set up itself one of these CPUs. */
void barriers_init(const struct cpumask *cpus) MUSTER_LINK_NAME(barriers_init);

/* muster_barrier_wait() with something done on the way: what the root does when all have come,
 * before any of them goes on; and what a CPU does with those that report to it at a level, when
 * they have come and before it reports itself. Both may be NULL. */
struct barrier_work {
    void (*gathered)(struct muster_barrier_node *node, unsigned int level, void *context);
    void (*complete)(struct muster_barrier *barrier, void *context);
    void *context;
};
int barrier_pass(struct muster_barrier *barrier, const struct barrier_work *work)
    MUSTER_LINK_NAME(barrier_pass);

/* ---- between the files of the barrier ------------------------------------------------------ */

/* `generation` when it is broken: this, the errno, and the phase that was passed last: a CPU that
 * has not seen yet that it may go on is not to take the next phase's end for its own. */
#define BARRIER_BROKEN UINT32_C(0x80000000)
#define BARRIER_ERRNO_SHIFT 1

/* What a CPU waits for in a barrier: that all at one level have reported to it, or, without a
 * word, that it may go on. */
struct barrier_waiting {
    struct waiting waiting;
    const struct muster_barrier *barrier;
    const uint64_t *arrived;
    uint64_t expected;
    uint32_t old, departures;
};
/* The long part of it, after it has looked for a while: until it is over, or the barrier broken. */
void barrier_wait_long(struct muster_barrier *barrier, struct barrier_waiting *mine)
    MUSTER_LINK_NAME(barrier_wait_long);
bool barrier_is_over(const struct barrier_waiting *mine) MUSTER_LINK_NAME(barrier_is_over);

#endif
