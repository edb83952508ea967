/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include <muster/clock.h>

#include "base/clock.h"
#include "idle/sleep.h"
#include "time/rtc.h"

/* Time by the libc's names. The libc's own time() calls gettimeofday(), and its clock() calls
 * times(). */

#define NS_PER_US 1000
#define US_PER_S 1000000
#define MAX_S (INT64_MAX / (int64_t)NS_PER_S) /* 292 years */

/* How far CLOCK_REALTIME is ahead of the machine's clock: 0 until a CPU sets the time. Written by
 * the CPU that sets it. */
static uint64_t adjustment_ns;

static int fail(int error)
{
    errno = error;
    return -1;
}

static uint64_t unadjusted_ns(void)
{
    uint64_t offset_ns = rtc_offset_ns(); /* first, because it may take a while */
    return muster_clock_ns() + offset_ns;
}

static uint64_t realtime_ns(void)
{
    return unadjusted_ns() + __atomic_load_n(&adjustment_ns, __ATOMIC_RELAXED);
}

static void set_realtime_ns(uint64_t ns)
{
    __atomic_store_n(&adjustment_ns, ns - unadjusted_ns(), __ATOMIC_RELAXED);
}

static bool is_duration(const struct timespec *time)
{
    return time->tv_sec >= 0 && time->tv_nsec >= 0 && time->tv_nsec < (long)NS_PER_S;
}

/* Returns a duration in ns; INT64_MAX if it is longer. */
static uint64_t ns_of_timespec(const struct timespec *time)
{
    if (time->tv_sec >= MAX_S)
        return INT64_MAX;
    return (uint64_t)time->tv_sec * NS_PER_S + (uint64_t)time->tv_nsec;
}

static struct timespec timespec_of_ns(uint64_t ns)
{
    return (struct timespec){.tv_sec = (time_t)(ns / NS_PER_S), .tv_nsec = (long)(ns % NS_PER_S)};
}

static bool is_clock(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC;
}

/* ---- clocks ------------------------------------------------------------------------------- */

int clock_gettime(clockid_t clock, struct timespec *time)
{
    if (!is_clock(clock) || !time)
        return fail(EINVAL);
    *time = timespec_of_ns(clock == CLOCK_REALTIME ? realtime_ns() : muster_clock_ns());
    return 0;
}

int clock_settime(clockid_t clock, const struct timespec *time)
{
    if (clock != CLOCK_REALTIME || !time || !is_duration(time) || time->tv_sec >= MAX_S)
        return fail(EINVAL);
    set_realtime_ns(ns_of_timespec(time));
    return 0;
}

int clock_getres(clockid_t clock, struct timespec *resolution)
{
    if (!is_clock(clock))
        return fail(EINVAL);
    if (resolution)
        *resolution = timespec_of_ns((NS_PER_S + clock_hz() - 1) / clock_hz());
    return 0;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
    (void)zone; /* POSIX leaves open what the zone does */
    if (!time)
        return fail(EINVAL);
    uint64_t ns = realtime_ns();
    time->tv_sec = (time_t)(ns / NS_PER_S);
    time->tv_usec = (suseconds_t)(ns % NS_PER_S / NS_PER_US);
    return 0;
}

int settimeofday(const struct timeval *time, const struct timezone *zone)
{
    (void)zone;
    if (!time || time->tv_sec < 0 || time->tv_sec >= MAX_S || time->tv_usec < 0 ||
        time->tv_usec >= US_PER_S)
        return fail(EINVAL);
    set_realtime_ns((uint64_t)time->tv_sec * NS_PER_S + (uint64_t)time->tv_usec * NS_PER_US);
    return 0;
}

/* Returns the time since the boot, all of it as user time: the program has the machine to itself.
 * In CLOCKS_PER_SEC, as the libc's clock() needs it. */
clock_t times(struct tms *times)
{
    clock_t now = (clock_t)(muster_clock_ns() / (NS_PER_S / CLOCKS_PER_SEC));

    if (times)
        *times = (struct tms){.tms_utime = now};
    return now;
}

/* ---- sleeping ----------------------------------------------------------------------------- */

int nanosleep(const struct timespec *duration, struct timespec *remaining)
{
    if (!duration || !is_duration(duration))
        return fail(EINVAL);
    sleep_until(clock_deadline_ns(ns_of_timespec(duration)));
    if (remaining) /* POSIX sets it only after a signal, and there are no signals */
        *remaining = (struct timespec){0};
    return 0;
}

int usleep(useconds_t us)
{
    sleep_until(clock_deadline_ns((uint64_t)us * NS_PER_US));
    return 0;
}

unsigned int sleep(unsigned int seconds)
{
    sleep_until(clock_deadline_ns((uint64_t)seconds * NS_PER_S));
    return 0;
}
