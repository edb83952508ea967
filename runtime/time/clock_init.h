/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CLOCK_INIT_H
#define MUSTER_RUNTIME_CLOCK_INIT_H

#include <muster/linkage.h>

struct fdt_scan;

/* Finds out how fast the counter runs, and sets the clock (base/clock.h) to it. */

/* Sets the frequency from CNTFRQ_EL0 if that value can be right. Without it the factors stay at
 * those of a common counter, so waits have about the right length and nothing is divided by 0. The
 * boot CPU calls this before anything else. */
void clock_early_init(void) MUSTER_LINK_NAME(clock_early_init);

/* Sets the final frequency: `clock-frequency` of the timer's node, or else CNTFRQ_EL0. Panics if
 * neither can be right. On the boot CPU, before other CPUs run. */
void clock_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(clock_init);

#endif
