/* SPDX-License-Identifier: MIT */
#include "lock/lock_wait.h"

#include <muster/cmdline.h>
#include <muster/panic.h>

#include "base/parse.h"
#include "console/stop.h"

/* What waits for a lock share: their limit, and the panics of a wait that does not end. */

unsigned int lock_timeout_ms = NO_WAIT_LIMIT;

static int parse_lock_timeout(const char *value)
{
    return parse_timeout_ms(value, 0, &lock_timeout_ms);
}
MUSTER_EARLY_PARAM("lock.timeout_ms", parse_lock_timeout);

void lock_wait_pause(struct lock_wait *wait, const char *what, const void *lock)
{
    if (stop_is_requested())
        stop_this_cpu(); /* the stop interrupt may be masked here */
    if (others_are_stopped())
        panic("%s at %p is held by a CPU that has been stopped", what, lock);
    if (wait->is_late)
        panic("%s at %p has been held for %u ms", what, lock, lock_timeout_ms);
    wait->is_late = wait_limit_is_reached(wait->start_ticks, lock_timeout_ms);
    if (!wait->is_late)
        backoff_pause(&wait->backoff);
}
