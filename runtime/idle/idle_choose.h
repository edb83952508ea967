/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IDLE_CHOOSE_H
#define MUSTER_RUNTIME_IDLE_CHOOSE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/idle.h>
#include <muster/linkage.h>

/* How deeply to sleep: a function of its arguments, and the history that is one of them. */

/* What a state is chosen by: a part of struct muster_idle_state, in ticks. */
struct idle_depth {
    uint64_t min_residency_ticks;
    bool timer_stops;
};

/* How long the last sleeps of a CPU were; its own. */
#define IDLE_HISTORY_SLEEPS 8
struct idle_history {
    uint64_t ticks[IDLE_HISTORY_SLEEPS];
    unsigned int next; /* the oldest one, which the next one takes the place of */
};

/* As if all sleeps so far had had no end: the first one may be a deep one. */
void idle_history_init(struct idle_history *history) MUSTER_LINK_NAME(idle_history_init);
void idle_history_add(struct idle_history *history, uint64_t ticks)
    MUSTER_LINK_NAME(idle_history_add);

#define IDLE_WFI (-1)
#define IDLE_NO_DEADLINE UINT64_MAX

/*
 * The deepest of the states in @p usable (a bit for each; the deeper the higher) which pays: the
 * CPU's timer is as far away as its min-residency, and at least half of the last sleeps were that
 * long. A state in which the timer stops is out of the question while the CPU has one pending.
 * @p timer_ticks: from now to the CPU's next timer, or IDLE_NO_DEADLINE.
 * Returns its number, or IDLE_WFI.
 */
int idle_choose(const struct idle_depth *states, unsigned int usable,
                const struct idle_history *history, uint64_t timer_ticks)
    MUSTER_LINK_NAME(idle_choose);

#endif
