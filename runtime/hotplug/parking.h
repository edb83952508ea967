/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_PARKING_H
#define MUSTER_RUNTIME_HOTPLUG_PARKING_H

#include <stdbool.h>

#include <muster/linkage.h>

/* Decides whether CPUs that go down are parked or turned off. They are parked if cpuhp.park=1 asks
 * for it, or once the firmware has not turned a CPU on again. */

/* Returns true if CPUs that go down now are parked. */
bool cpus_park(void) MUSTER_LINK_NAME(cpus_park);
/* Parks CPUs that go down from now on. Returns true if that is new. */
bool park_from_now_on(void) MUSTER_LINK_NAME(park_from_now_on);

#endif
