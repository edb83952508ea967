/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_TIMEOUT_H
#define MUSTER_RUNTIME_HOTPLUG_TIMEOUT_H

#include <stdint.h>

#include <muster/linkage.h>

/* How long the two sides of the handshake wait for each other: cpuhp.timeout_ms. */

unsigned int hotplug_timeout_ms(void) MUSTER_LINK_NAME(hotplug_timeout_ms);
/* Returns the counter value at which a wait that begins now ends. */
uint64_t hotplug_deadline_ticks(void) MUSTER_LINK_NAME(hotplug_deadline_ticks);

#endif
