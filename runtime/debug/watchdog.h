/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_WATCHDOG_H
#define MUSTER_RUNTIME_WATCHDOG_H

#include <stdbool.h>

#include <muster/linkage.h>

/* The watchdog for CPUs that take no interrupts. */

/* Starts the watchdog if watchdog.timeout_ms asks for it. Called by the boot CPU, before it starts
 * other CPUs. */
void watchdog_init(void) MUSTER_LINK_NAME(watchdog_init);

/* Stops watching the calling CPU, which is about to mask interrupts for long. Returns true if it
 * was watched. */
bool watchdog_pause(void) MUSTER_LINK_NAME(watchdog_pause);
/* Watches the calling CPU again if @p was_watched, the result of watchdog_pause(), is true. */
void watchdog_go_on(bool was_watched) MUSTER_LINK_NAME(watchdog_go_on);

#endif
