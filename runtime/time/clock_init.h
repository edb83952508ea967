/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CLOCK_INIT_H
#define MUSTER_RUNTIME_CLOCK_INIT_H

#include <muster/linkage.h>

struct fdt_scan;

/* Takes CNTFRQ_EL0 if it can be right. Until then, and when it cannot, waits are as long as those
 * of a common counter; nothing is divided by 0. First thing of the boot CPU. */
void clock_early_init(void) MUSTER_LINK_NAME(clock_early_init);

/* The frequency for good: `clock-frequency` of the timer's node, or CNTFRQ_EL0; panics when neither
 * can be right. On the boot CPU, before other CPUs run. */
void clock_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(clock_init);

#endif
