/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IDLE_DEADLINE_H
#define MUSTER_RUNTIME_IDLE_DEADLINE_H

#include <stdint.h>

/* When the calling CPU's next timer is due, as a value of arch_counter(), UINT64_MAX when none is:
 * the runtime has no timers yet. */
static inline uint64_t timer_next_deadline_ticks(void)
{
    return UINT64_MAX;
}

#endif
