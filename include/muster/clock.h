/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CLOCK_H
#define MUSTER_CLOCK_H

#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Time: the clock, the counter that it is made of, and delays (docs/time.md).
 *
 * To sleep, use the libc's nanosleep(), usleep() and sleep(). clock_gettime() has this clock as
 * CLOCK_MONOTONIC. Timers are in <muster/timer.h>.
 *
 * @addtogroup time
 * @{
 */

/**
 * Returns the time since the boot CPU's first C function: the same on every CPU, never backwards.
 *
 * @return nanoseconds; wraps round after 584 years
 *
 * **Context:** any CPU, any time. Before the device tree has been read it is a rough guess if the
 * firmware has not set CNTFRQ_EL0. **Ordering:** that of muster_counter().
 */
uint64_t muster_clock_ns(void);

/**
 * Returns the counter (CNTVCT_EL0, less what it held at the boot CPU's first C function), which
 * runs at muster_counter_hz() on every CPU alike. If the counter has a known erratum, it is read in
 * the way that this asks for (docs/hardware.md).
 *
 * @return ticks
 *
 * **Context:** any CPU, any time. **Ordering:** not read before what comes earlier in the program.
 * A barrier that follows takes the reading for a load: smp_rmb() and smp_mb() keep later loads
 * behind it.
 */
uint64_t muster_counter(void);

/**
 * Returns the counter's frequency: the device tree's, or else CNTFRQ_EL0 (docs/time.md).
 *
 * @return Hz, never 0; before the first constructor a guess if the firmware has not set CNTFRQ_EL0
 *
 * **Context:** any CPU, any time.
 */
uint32_t muster_counter_hz(void);

/**
 * Waits busily, at least for a time. It adds less than a microsecond on a CPU that takes no
 * interrupt meanwhile. Linux's name and meaning, for any 64-bit length.
 *
 * @param ns  nanoseconds
 *
 * **Context:** any CPU, any time, also with interrupts masked and in handlers; waits.
 */
void ndelay(uint64_t ns) MUSTER_LINK_NAME(ndelay);

/**
 * Waits busily, as ndelay().
 *
 * @param us  microseconds
 *
 * **Context:** that of ndelay().
 */
void udelay(uint64_t us) MUSTER_LINK_NAME(udelay);

/**
 * Waits busily, as ndelay(). nanosleep() lets the CPU sleep.
 *
 * @param ms  milliseconds
 *
 * **Context:** that of ndelay().
 */
void mdelay(uint64_t ms) MUSTER_LINK_NAME(mdelay);

/** @} */

MUSTER_END_DECLS

#endif
