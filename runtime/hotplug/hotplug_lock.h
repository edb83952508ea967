/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_LOCK_H
#define MUSTER_RUNTIME_HOTPLUG_LOCK_H

#include <stdbool.h>

#include <muster/linkage.h>

/*
 * The hotplug lock: its owner alone starts and stops CPUs and changes the table of states. Nobody
 * waits for it: two CPUs that did, each with something to do for the other, would wait for ever.
 */
bool hotplug_trylock(void) MUSTER_LINK_NAME(hotplug_trylock);
void hotplug_unlock(void) MUSTER_LINK_NAME(hotplug_unlock);

#endif
