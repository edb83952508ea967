/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>

#include "arch/mmu.h"
#include "base/driver.h"
#include "base/rtc_driver.h"

/* Drives the Arm PrimeCell Real Time Clock (PL031), DDI 0224. It counts seconds in 32 bits, until
 * 2106. */

#define RTCDR 0x00
#define RTCCR 0x0c
#define RTCCR_ENABLED (1u << 0)

static bool pl031_read(uintptr_t base, uint64_t *seconds)
{
    uint32_t control;

    if (!arch_probe_u32(base + RTCCR, &control) || !(control & RTCCR_ENABLED))
        return false;
    *seconds = muster_mmio_read32(base + RTCDR);
    return true;
}

static const struct rtc_driver pl031 = {.read = pl031_read};
DRIVER(pl031, DRIVER_RTC, "arm,pl031", &pl031);
