/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <time.h>

#include "base/clock.h"
#include "posix/timespec.h"

int clock_getres(clockid_t clock, struct timespec *resolution)
{
    if (!is_clock(clock))
        return fail(EINVAL);
    if (resolution)
        *resolution = timespec_of_ns((NS_PER_S + clock_hz() - 1) / clock_hz());
    return 0;
}
