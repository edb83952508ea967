/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_BRING_UP_H
#define MUSTER_RUNTIME_HOTPLUG_BRING_UP_H

#include <stdbool.h>

#include <muster/linkage.h>

/* Which CPUs come up at boot, and in which order. */

/* Brings the present CPUs up, within maxcpus=: in parallel, then one by one what is left. */
void smp_init(void) MUSTER_LINK_NAME(smp_init);

/* Whether every CPU that was to come up at boot has. */
bool smp_all_arrived(void) MUSTER_LINK_NAME(smp_all_arrived);

#endif
