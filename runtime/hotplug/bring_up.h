/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_BRING_UP_H
#define MUSTER_RUNTIME_HOTPLUG_BRING_UP_H

#include <stdbool.h>

#include <muster/linkage.h>

/* Decides which CPUs come up at boot, and in which order. */

/* Brings up the present CPUs, as many as maxcpus= allows: in parallel, then one by one those that
 * are left. Called by the boot CPU, once. */
void smp_init(void) MUSTER_LINK_NAME(smp_init);

/* Returns true if every CPU that was to come up at boot is up. */
bool smp_all_arrived(void) MUSTER_LINK_NAME(smp_all_arrived);

#endif
