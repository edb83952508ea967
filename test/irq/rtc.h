/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_RTC_H
#define MUSTER_TEST_RTC_H

#include <stdbool.h>
#include <stdint.h>

#include <libfdt.h>

#include <muster/fdt.h>
#include <muster/irq.h>
#include <muster/machine.h>

#include "check.h"

/* PL031, a real-time clock with an alarm (DDI 0224). The test can assert and withdraw its
 * level-triggered interrupt at will. */

#define RTC_DR 0x00 /* the time, in s */
#define RTC_MR 0x04 /* the time of the alarm */
#define RTC_IMSC 0x10
#define RTC_RIS 0x14
#define RTC_MIS 0x18
#define RTC_ICR 0x1c
#define RTC_BYTES 0x1000

#define FIRST_SPI 32

struct rtc {
    uintptr_t base;
    unsigned int irq;
};

static inline uint32_t rtc_read(const struct rtc *rtc, uintptr_t offset)
{
    return *(const volatile uint32_t *)(rtc->base + offset);
}

static inline void rtc_write(const struct rtc *rtc, uintptr_t offset, uint32_t value)
{
    *(volatile uint32_t *)(rtc->base + offset) = value;
}

static inline void rtc_find(struct rtc *rtc)
{
    int node = fdt_node_offset_by_compatible(muster_fdt(), -1, "arm,pl031"), bytes;
    const fdt32_t *reg = fdt_getprop(muster_fdt(), node, "reg", &bytes);
    CHECK(reg && bytes >= 8);
    rtc->base = (uint64_t)fdt32_to_cpu(reg[0]) << 32 | fdt32_to_cpu(reg[1]);
    const fdt32_t *interrupts = fdt_getprop(muster_fdt(), node, "interrupts", &bytes);
    CHECK(interrupts && bytes == 12 && fdt32_to_cpu(interrupts[0]) == 0);
    rtc->irq = FIRST_SPI + fdt32_to_cpu(interrupts[1]);
    CHECK(muster_map_device(rtc->base, RTC_BYTES) == 0);
}

/* Asserts the interrupt by an alarm for now. It sets the alarm once, because a handler that clears
 * the interrupt at once changes the time of the alarm. */
static inline void rtc_fire(const struct rtc *rtc)
{
    uint32_t now;

    rtc_write(rtc, RTC_IMSC, 1);
    do {
        now = rtc_read(rtc, RTC_DR);
        rtc_write(rtc, RTC_MR, now);
    } while (!(rtc_read(rtc, RTC_RIS) & 1) && rtc_read(rtc, RTC_MR) == now); /* the next second */
}

static inline bool rtc_is_asserted(const struct rtc *rtc)
{
    return rtc_read(rtc, RTC_MIS) & 1;
}

/* Half of the time until the clock wraps round. */
#define RTC_FAR_S UINT32_C(0x80000000)

static inline void rtc_clear(const struct rtc *rtc)
{
    /* Neither the present time nor that of a second ago, which rtc_fire() may be looking at. */
    rtc_write(rtc, RTC_MR, rtc_read(rtc, RTC_DR) + RTC_FAR_S);
    rtc_write(rtc, RTC_ICR, 1);
}

#endif
