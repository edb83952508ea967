/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <time.h>

#include "base/clock.h"
#include "idle/sleep.h"
#include "posix/timespec.h"

int nanosleep(const struct timespec *duration, struct timespec *remaining)
{
    if (!duration || !is_duration(duration))
        return fail(EINVAL);
    sleep_until(clock_deadline_ns(ns_of_timespec(duration)));
    if (remaining) /* POSIX sets it only after a signal, and there are no signals */
        *remaining = (struct timespec){0};
    return 0;
}
