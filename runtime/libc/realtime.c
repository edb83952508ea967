/* SPDX-License-Identifier: MIT */
#include "libc/realtime.h"

#include <errno.h>
#include <stddef.h>
#include <time.h>

#include <muster/clock.h>

#include "base/clock.h"
#include "libc/syscalls.h"
#include "time/rtc.h"

/* The time of day, and what the libc's time() and clock() call. */

#define NS_PER_US 1000

/* How far CLOCK_REALTIME is ahead of the machine's clock: 0 until a CPU sets the time. Written by
 * the CPU that sets it. */
static uint64_t adjustment_ns;

static uint64_t unadjusted_ns(void)
{
    uint64_t offset_ns = rtc_offset_ns(); /* first, because it may take a while */
    return muster_clock_ns() + offset_ns;
}

uint64_t realtime_ns(void)
{
    return unadjusted_ns() + __atomic_load_n(&adjustment_ns, __ATOMIC_RELAXED);
}

void set_realtime_ns(uint64_t ns)
{
    __atomic_store_n(&adjustment_ns, ns - unadjusted_ns(), __ATOMIC_RELAXED);
}

int _gettimeofday(struct timeval *time, void *zone)
{
    (void)zone; /* POSIX leaves open what the zone does */
    if (!time) {
        errno = EINVAL;
        return -1;
    }
    uint64_t ns = realtime_ns();
    time->tv_sec = (time_t)(ns / NS_PER_S);
    time->tv_usec = (suseconds_t)(ns % NS_PER_S / NS_PER_US);
    return 0;
}

/* Returns the time since the boot, all of it as user time: the program has the machine to itself.
 * In CLOCKS_PER_SEC, as the libc's clock() needs it. */
clock_t _times(struct tms *of)
{
    clock_t now = (clock_t)(muster_clock_ns() / (NS_PER_S / CLOCKS_PER_SEC));

    if (of)
        *of = (struct tms){.tms_utime = now};
    return now;
}
