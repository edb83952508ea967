/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <time.h>

#include "libc/realtime.h"
#include "posix/timespec.h"

int clock_settime(clockid_t clock, const struct timespec *time)
{
    if (clock != CLOCK_REALTIME || !time || !is_duration(time) || time->tv_sec >= MAX_S)
        return fail(EINVAL);
    set_realtime_ns(ns_of_timespec(time));
    return 0;
}
