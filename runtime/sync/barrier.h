/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SYNC_BARRIER_H
#define MUSTER_RUNTIME_SYNC_BARRIER_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/barrier.h>
#include <muster/cpumask.h>
#include <muster/linkage.h>

#include "sync/wait.h"

/* What the barrier's files share with each other and with the boot; <muster/barrier.h> is the
 * public part. */

/* Connects every barrier of the program with its per-CPU nodes. The boot CPU calls this before the
 * first constructor runs. */
void barriers_early_init(void) MUSTER_LINK_NAME(barriers_early_init);
/* Returns true if the program defines any barrier. */
bool barriers_exist(void) MUSTER_LINK_NAME(barriers_exist);
/* Makes @p cpus the members of every barrier that the program has not initialised by
 * muster_barrier_init(). */
void barriers_init(const struct cpumask *cpus) MUSTER_LINK_NAME(barriers_init);

/* Sets the function that says for how long, in nanoseconds, a CPU has had nothing to do: a missing
 * CPU that is idle for long will not come. On the boot CPU, before it starts others. */
void barrier_set_idle_ns(uint64_t (*idle_ns)(unsigned int cpu))
    MUSTER_LINK_NAME(barrier_set_idle_ns);

/*
 * Work that CPUs do on the way through a barrier; each function may be NULL.
 *
 * `gathered` runs on a CPU that others report to: once for each level, when all CPUs that report to
 * it at that level have come, and before it reports itself. `complete` runs on the root, when all
 * CPUs have come and before any CPU goes on.
 */
struct barrier_work {
    void (*gathered)(struct muster_barrier_node *node, unsigned int level, void *context);
    void (*complete)(struct muster_barrier *barrier, void *context);
    void *context;
};
/* Waits in the barrier as muster_barrier_wait() does, and does @p work on the way. */
int barrier_pass(struct muster_barrier *barrier, const struct barrier_work *work)
    MUSTER_LINK_NAME(barrier_pass);

/* ---- between the files of the barrier ------------------------------------------------------ */

/* The value of `generation` in a broken barrier: BARRIER_BROKEN, the errno, and in bit 0 the phase
 * that was passed last. A CPU that has not yet seen the end of that phase needs bit 0 to tell that
 * its phase was passed before the barrier broke. */
#define BARRIER_BROKEN UINT32_C(0x80000000)
#define BARRIER_ERRNO_SHIFT 1

/* What a CPU waits for in a barrier. With `arrived` set, the CPU waits until that word is
 * `expected`: all CPUs of one level have reported. With `arrived` NULL, the CPU waits until the
 * generation is no longer `old`: it may go on. */
struct barrier_waiting {
    struct waiting waiting;
    const struct muster_barrier *barrier;
    const uint64_t *arrived;
    uint64_t expected;
    uint32_t old, departures;
};
/* Slow path: sleeps, and looks for missing CPUs at least once a second, until the wait is over or
 * the barrier is broken. */
void barrier_wait_long(struct muster_barrier *barrier, struct barrier_waiting *mine)
    MUSTER_LINK_NAME(barrier_wait_long);
/* Returns true if the wait is over or the barrier is broken. */
bool barrier_is_over(const struct barrier_waiting *mine) MUSTER_LINK_NAME(barrier_is_over);

#endif
