/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SYNC_BARRIER_H
#define MUSTER_RUNTIME_SYNC_BARRIER_H

#include <stdbool.h>

#include <muster/cpumask.h>
#include <muster/linkage.h>

/* Gives every barrier of the program its per-CPU part; before the first constructor. */
void barriers_early_init(void) MUSTER_LINK_NAME(barriers_early_init);
/* Whether the program has barriers. */
bool barriers_exist(void) MUSTER_LINK_NAME(barriers_exist);
/* Makes every barrier that the program has not set up itself one of these CPUs. */
void barriers_init(const struct cpumask *cpus) MUSTER_LINK_NAME(barriers_init);

#endif
