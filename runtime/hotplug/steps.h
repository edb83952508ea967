/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_STEPS_H
#define MUSTER_RUNTIME_HOTPLUG_STEPS_H

#include <muster/linkage.h>

/* The runtime's own states. */

/* Puts the runtime's own callbacks into the table of states, and the boot CPU, which runs already,
 * into CPUHP_ONLINE. Called by the boot CPU, before other states are set up. */
void cpuhp_init(void) MUSTER_LINK_NAME(cpuhp_init);

#endif
