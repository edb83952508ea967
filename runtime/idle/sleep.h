/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TIME_SLEEP_H
#define MUSTER_RUNTIME_TIME_SLEEP_H

#include <stdint.h>

#include <muster/linkage.h>

/* Waits until muster_clock_ns() is @p deadline_ns or later. The CPU sleeps; it spins in interrupt
 * context, with interrupts masked, and without a timer. */
void sleep_until(uint64_t deadline_ns) MUSTER_LINK_NAME(sleep_until);

#endif
