/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TIME_RTC_H
#define MUSTER_RUNTIME_TIME_RTC_H

#include <stdint.h>

#include <muster/linkage.h>

struct fdt_scan;

/* The real-time clock: its drivers, and the time of day. */

/* Tells this file where to find the clock; the clock is read later. On the boot CPU. */
void rtc_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(rtc_init);

/* Returns what the time of day was at the boot, in ns since 1970; or 0 if there is no
 * clock that runs, and before rtc_init(). The first call after rtc_init() reads the clock; the boot
 * does not, because not every program asks. Any CPU, any time, except in an NMI. */
uint64_t rtc_offset_ns(void) MUSTER_LINK_NAME(rtc_offset_ns);

#endif
