/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LOCK_WAIT_H
#define MUSTER_RUNTIME_LOCK_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "base/backoff.h"
#include "base/ticks.h"
#include "base/wait_limit.h"

/* The wait loop that all spinning locks share: the pauses between two looks get longer. A lock that
 * cannot be let go any more, or not within lock.timeout_ms, ends the program with a panic. */

/* lock.timeout_ms: the limit of waits for a lock and for what another CPU does once. */
extern unsigned int lock_timeout_ms MUSTER_LINK_NAME(lock_timeout_ms) MUSTER_IN_THIS_PROGRAM;

struct lock_wait {
    uint64_t start_ticks;
    struct backoff backoff;
    bool is_late; /* the time is up: the next look is the last */
};

static inline struct lock_wait lock_wait_begin(void)
{
    return (struct lock_wait){.start_ticks = counter_now()};
}

/* Pauses between two looks at the lock. Panics when the look after lock.timeout_ms was in vain, and
 * when the other CPUs have been stopped; @p what (such as "a spin lock") and the address @p lock go
 * into the message. */
void lock_wait_pause(struct lock_wait *wait, const char *what, const void *lock)
    MUSTER_LINK_NAME(lock_wait_pause);

#endif
