/* SPDX-License-Identifier: MIT */
#include "idle/idle_choose.h"

/* Choosing an idle state: no state of its own, so that unit tests can run it. */

void idle_history_init(struct idle_history *history)
{
    for (unsigned int i = 0; i < IDLE_HISTORY_SLEEPS; i++)
        history->ticks[i] = UINT64_MAX;
    history->next = 0;
}

void idle_history_add(struct idle_history *history, uint64_t ticks)
{
    history->ticks[history->next] = ticks;
    history->next = (history->next + 1) % IDLE_HISTORY_SLEEPS;
}

/* Returns true if at least half of the last sleeps were as long as @p ticks. By this median, a
 * single sleep that was very short or very long changes nothing. */
static bool is_usual(const struct idle_history *history, uint64_t ticks)
{
    unsigned int as_long = 0;

    for (unsigned int i = 0; i < IDLE_HISTORY_SLEEPS; i++)
        as_long += history->ticks[i] >= ticks;
    return 2 * as_long >= IDLE_HISTORY_SLEEPS;
}

#define HIGHEST_BIT 31

int idle_choose(const struct idle_depth *states, unsigned int usable,
                const struct idle_history *history, uint64_t timer_ticks)
{
    for (unsigned int left = usable; left;) {
        int state = HIGHEST_BIT - __builtin_clz(left);

        left &= ~(1u << state);
        if (states[state].min_residency_ticks > timer_ticks ||
            (states[state].timer_stops && timer_ticks != IDLE_NO_DEADLINE))
            continue;
        if (is_usual(history, states[state].min_residency_ticks))
            return state;
    }
    return IDLE_WFI;
}
