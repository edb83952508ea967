/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TIME_RTC_H
#define MUSTER_RUNTIME_TIME_RTC_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

struct fdt_scan;

/* The operations of a real-time clock's driver (DRIVER_RTC). */
struct rtc_driver {
    /* reads the seconds since 1970; false when it does not answer, or does not run */
    bool (*read)(uintptr_t base, uint64_t *seconds);
};

/* Where to look for the clock; on the boot CPU. */
void rtc_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(rtc_init);

/*
 * What the time of day was when the counter was 0, in ns since 1970; 0 without a clock
 * that runs, and before rtc_init(). The first call after that reads the clock, for not every boot
 * needs it. Any CPU, any time but in an NMI.
 */
uint64_t rtc_offset_ns(void) MUSTER_LINK_NAME(rtc_offset_ns);

#endif
