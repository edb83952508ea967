/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_REPORT_H
#define MUSTER_RUNTIME_HOTPLUG_REPORT_H

#include <muster/linkage.h>

/* Prints the table of states at boot. */

/* Prints the table of states if cpuhp.show=1 is on the command line. Called by the boot CPU. */
void cpuhp_show_if_asked(void) MUSTER_LINK_NAME(cpuhp_show_if_asked);

#endif
