/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IDLE_CHOOSE_H
#define MUSTER_RUNTIME_IDLE_CHOOSE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/idle.h>
#include <muster/linkage.h>

/* Choosing how deeply to sleep. The choice depends only on the arguments; a CPU's history is one of
 * them. */

/* The part of struct muster_idle_state that the choice needs, in ticks. */
struct idle_depth {
    uint64_t min_residency_ticks;
    bool timer_stops;
};

/* How long the last sleeps of a CPU were. Written by that CPU only. */
#define IDLE_HISTORY_SLEEPS 8
struct idle_history {
    uint64_t ticks[IDLE_HISTORY_SLEEPS];
    unsigned int next; /* the oldest entry, which the next sleep replaces */
};

/* Fills the history with sleeps of endless length, so that the first sleep may be a deep one. */
void idle_history_init(struct idle_history *history) MUSTER_LINK_NAME(idle_history_init);
/* Adds the length of a sleep to the history. */
void idle_history_add(struct idle_history *history, uint64_t ticks)
    MUSTER_LINK_NAME(idle_history_add);

#define IDLE_WFI (-1)
#define IDLE_NO_DEADLINE UINT64_MAX

/*
 * Returns the deepest state in @p usable that pays, or IDLE_WFI if none does. @p usable has one bit
 * for each state; deeper states have higher numbers.
 *
 * A state pays if its min-residency fits before the CPU's next timer, and if at least half of the
 * last sleeps were that long. A state in which the timer stops is not chosen while the CPU has a
 * timer pending. @p timer_ticks: from now to the CPU's next timer, or IDLE_NO_DEADLINE.
 */
int idle_choose(const struct idle_depth *states, unsigned int usable,
                const struct idle_history *history, uint64_t timer_ticks)
    MUSTER_LINK_NAME(idle_choose);

#endif
