/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_STEPS_H
#define MUSTER_RUNTIME_HOTPLUG_STEPS_H

#include <muster/linkage.h>

/* Enters the runtime's own callbacks into the table of states, and puts the boot CPU, which runs
 * already, into CPUHP_ONLINE; on the boot CPU, before anything else is entered. */
void cpuhp_init(void) MUSTER_LINK_NAME(cpuhp_init);

#endif
