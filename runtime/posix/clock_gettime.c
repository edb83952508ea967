/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <time.h>

#include <muster/clock.h>

#include "libc/realtime.h"
#include "posix/timespec.h"

int clock_gettime(clockid_t clock, struct timespec *time)
{
    if (!is_clock(clock) || !time)
        return fail(EINVAL);
    *time = timespec_of_ns(clock == CLOCK_REALTIME ? realtime_ns() : muster_clock_ns());
    return 0;
}
