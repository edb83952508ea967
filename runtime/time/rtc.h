/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TIME_RTC_H
#define MUSTER_RUNTIME_TIME_RTC_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

struct fdt_scan;

/* A real-time clock's driver: chosen by `compatible`. */
struct rtc_driver {
    const char *compatible;
    /* the seconds since 1970; false when it does not answer, or does not run */
    bool (*read)(uintptr_t base, uint64_t *seconds);
};
#define RTC_DRIVER(name, ...)                                                                      \
    static const struct rtc_driver rtc_driver_##name                                               \
        __attribute__((used, section(".muster_rtc_drivers"), aligned(8))) = {__VA_ARGS__}

/* Where to look for the clock; on the boot CPU. */
void rtc_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(rtc_init);

/*
 * What the time of day was when the counter was 0, in ns since 1970; 0 without a clock
 * that runs, and before rtc_init(). The first call after that reads the clock, for not every boot
 * needs it. Any CPU, any time but in an NMI.
 */
uint64_t rtc_offset_ns(void) MUSTER_LINK_NAME(rtc_offset_ns);

#endif
