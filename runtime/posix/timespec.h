/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_POSIX_TIMESPEC_H
#define MUSTER_RUNTIME_POSIX_TIMESPEC_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/clock.h"

/* What the functions for clocks and sleep share. */

#define MAX_S (INT64_MAX / (int64_t)NS_PER_S) /* 292 years */

/* Sets errno and returns what a POSIX function returns then. */
static inline int fail(int error)
{
    errno = error;
    return -1;
}

static inline bool is_clock(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC;
}

static inline bool is_duration(const struct timespec *time)
{
    return time->tv_sec >= 0 && time->tv_nsec >= 0 && time->tv_nsec < (long)NS_PER_S;
}

/* Returns a duration in ns; INT64_MAX if it is longer. */
static inline uint64_t ns_of_timespec(const struct timespec *time)
{
    if (time->tv_sec >= MAX_S)
        return INT64_MAX;
    return (uint64_t)time->tv_sec * NS_PER_S + (uint64_t)time->tv_nsec;
}

static inline struct timespec timespec_of_ns(uint64_t ns)
{
    return (struct timespec){.tv_sec = (time_t)(ns / NS_PER_S), .tv_nsec = (long)(ns % NS_PER_S)};
}

#endif
