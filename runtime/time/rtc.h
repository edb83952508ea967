/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TIME_RTC_H
#define MUSTER_RUNTIME_TIME_RTC_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

struct fdt_scan;

/* The real-time clock: its drivers, and the time of day. */

/* A driver of a real-time clock. The runtime chooses it by `compatible`. */
struct rtc_driver {
    const char *compatible;
    /* reads the seconds since 1970. Returns false if the clock does not answer or does not run */
    bool (*read)(uintptr_t base, uint64_t *seconds);
};
#define RTC_DRIVER(name, ...)                                                                      \
    static const struct rtc_driver rtc_driver_##name                                               \
        __attribute__((used, section(".muster_rtc_drivers"), aligned(8))) = {__VA_ARGS__}

/* Tells this file where to find the clock; the clock is read later. On the boot CPU. */
void rtc_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(rtc_init);

/* Returns what the time of day was when the counter was 0, in ns since 1970; or 0 if there is no
 * clock that runs, and before rtc_init(). The first call after rtc_init() reads the clock; the boot
 * does not, because not every program asks. Any CPU, any time, except in an NMI. */
uint64_t rtc_offset_ns(void) MUSTER_LINK_NAME(rtc_offset_ns);

#endif
