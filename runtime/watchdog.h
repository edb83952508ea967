/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_WATCHDOG_H
#define MUSTER_RUNTIME_WATCHDOG_H

#include <muster/linkage.h>

/* Starts the watchdog when watchdog.timeout_ms asks for it: on the boot CPU, before it starts
 * others. */
void watchdog_init(void) MUSTER_LINK_NAME(watchdog_init);

#endif
