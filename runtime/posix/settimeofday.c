/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sys/time.h>

#include "libc/realtime.h"
#include "posix/timespec.h"

#define NS_PER_US 1000
#define US_PER_S 1000000

int settimeofday(const struct timeval *time, const struct timezone *zone)
{
    (void)zone; /* POSIX leaves open what the zone does */
    if (!time || time->tv_sec < 0 || time->tv_sec >= MAX_S || time->tv_usec < 0 ||
        time->tv_usec >= US_PER_S)
        return fail(EINVAL);
    set_realtime_ns((uint64_t)time->tv_sec * NS_PER_S + (uint64_t)time->tv_usec * NS_PER_US);
    return 0;
}
