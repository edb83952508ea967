/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_WATCHDOG_H
#define MUSTER_RUNTIME_WATCHDOG_H

#include <stdbool.h>

#include <muster/linkage.h>

/* Starts the watchdog when watchdog.timeout_ms asks for it: on the boot CPU, before it starts
 * others. */
void watchdog_init(void) MUSTER_LINK_NAME(watchdog_init);

/* The calling CPU is about to have its interrupts masked for long, with the runtime's knowledge: it
 * is not watched, until watchdog_go_on() with what this has returned. */
bool watchdog_pause(void) MUSTER_LINK_NAME(watchdog_pause);
void watchdog_go_on(bool was_watched) MUSTER_LINK_NAME(watchdog_go_on);

#endif
