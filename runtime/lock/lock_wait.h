/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SYNC_LOCK_WAIT_H
#define MUSTER_RUNTIME_SYNC_LOCK_WAIT_H

#include <stdint.h>

#include <muster/panic.h>

#include "arch/cpu.h"
#include "base/backoff.h"
#include "base/clock.h"

/* The wait loop that all spinning locks share: the pauses between two looks get longer, and a lock
 * that is never let go ends the program with a panic. */

#define LOCK_TIMEOUT_S 60

struct lock_wait {
    uint64_t start_ticks;
    struct backoff backoff;
};

static inline struct lock_wait lock_wait_begin(void)
{
    return (struct lock_wait){.start_ticks = arch_counter()};
}

/* Pauses between two looks at the lock. Panics once the wait has lasted LOCK_TIMEOUT_S; @p what
 * (such as "a spin lock") and the address @p lock go into the message. */
static inline void lock_wait_pause(struct lock_wait *wait, const char *what, const void *lock)
{
    if (arch_counter() - wait->start_ticks > (uint64_t)clock_hz() * LOCK_TIMEOUT_S)
        panic("%s at %p has been held for %u s", what, lock, LOCK_TIMEOUT_S);
    backoff_pause(&wait->backoff);
}

#endif
