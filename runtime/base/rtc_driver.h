/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_RTC_DRIVER_H
#define MUSTER_RUNTIME_RTC_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

/* The operations of a real-time clock's driver (DRIVER_RTC). */
struct rtc_driver {
    /* Reads the seconds since 1970. Returns false if the clock does not answer or does not run */
    bool (*read)(uintptr_t base, uint64_t *seconds);
};

#endif
