/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_LOCK_H
#define MUSTER_RUNTIME_HOTPLUG_LOCK_H

#include <stdbool.h>

#include <muster/linkage.h>

/* The hotplug lock. Only its owner starts and stops CPUs and changes the table of states. No CPU
 * waits for the lock: two CPUs that wait, and have something to do for each other, would wait for
 * ever. */
/* Takes the lock if it is free (acquire). Returns true if the caller owns it. */
bool hotplug_trylock(void) MUSTER_LINK_NAME(hotplug_trylock);
/* Gives the lock back (release). */
void hotplug_unlock(void) MUSTER_LINK_NAME(hotplug_unlock);

#endif
