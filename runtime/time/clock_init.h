/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CLOCK_INIT_H
#define MUSTER_RUNTIME_CLOCK_INIT_H

#include <muster/linkage.h>

#include "arch/counter.h"

struct fdt_scan;

/* Finds out how the counter is read and how fast it runs, and sets the clock (base/clock.h). */

/* Begins to count the ticks since the boot, with the cure that the boot CPU's own counter needs.
 * Sets the frequency from CNTFRQ_EL0 if that value can be right. Without it the factors stay at
 * those of a common counter, so waits have about the right length and nothing is divided by 0. The
 * boot CPU calls this before anything else. */
void clock_early_init(void) MUSTER_LINK_NAME(clock_early_init);

/* Begins to count anew if the timer's node names an erratum of the counter. Sets the final
 * frequency: `clock-frequency` of the timer's node, or else CNTFRQ_EL0. Panics if neither can be
 * right. On the boot CPU, before other CPUs run. */
void clock_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(clock_init);

/* From now on every CPU reads the counter in the way that the erratum asks for. */
void clock_cure_counter(enum arch_counter_erratum erratum) MUSTER_LINK_NAME(clock_cure_counter);

#endif
