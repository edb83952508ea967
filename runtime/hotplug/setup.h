/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_SETUP_H
#define MUSTER_RUNTIME_HOTPLUG_SETUP_H

#include <muster/linkage.h>

/* Adds states to the table. */

/* Sets up the states of all MUSTER_CPUHP_STATE() entries in the image. Called by the boot CPU,
 * after the constructors. */
void cpuhp_take_entries(void) MUSTER_LINK_NAME(cpuhp_take_entries);

#endif
