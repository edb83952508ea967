/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CLOCK_H
#define MUSTER_CLOCK_H

#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * Time: the clock, the counter that it is made of, and busy waiting (docs/time.md). To sleep, use
 * the libc's names: nanosleep(), usleep() and sleep(); clock_gettime() has this clock as
 * CLOCK_MONOTONIC. Timers are in <muster/timer.h>.
 */

/**
 * The machine's time in nanoseconds: 0 when its counter was 0, the same on every CPU, never
 * backwards. It wraps after 584 years. The libc's CLOCK_MONOTONIC.
 * **Context:** any CPU, any time; before the device tree has been read, a rough guess where the
 * firmware has not set CNTFRQ_EL0. **Ordering:** read in program order.
 */
uint64_t muster_clock_ns(void);

/**
 * Waits busily, at least for that long (Linux's names and meaning; any 64-bit length). What is
 * added is below a microsecond on a CPU that takes no interrupt meanwhile.
 * **Context:** any CPU, any time, also with interrupts masked and in interrupt context.
 */
void ndelay(uint64_t ns) MUSTER_LINK_NAME(ndelay);
/** ndelay() for @p us microseconds. */
void udelay(uint64_t us) MUSTER_LINK_NAME(udelay);
/** ndelay() for @p ms milliseconds; nanosleep() lets the CPU sleep. */
void mdelay(uint64_t ms) MUSTER_LINK_NAME(mdelay);

/**
 * A counter that runs at muster_counter_hz() on every CPU alike (CNTVCT_EL0), read in program
 * order. **Context:** any CPU, any time.
 */
uint64_t muster_counter(void);

/**
 * The counter's frequency in Hz: the device tree's word, or CNTFRQ_EL0 (docs/time.md); never 0. A
 * guess before the first constructor, if the firmware has not set CNTFRQ_EL0.
 */
uint32_t muster_counter_hz(void);

MUSTER_END_DECLS

#endif
