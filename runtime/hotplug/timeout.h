/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_TIMEOUT_H
#define MUSTER_RUNTIME_HOTPLUG_TIMEOUT_H

#include <stdint.h>

#include <muster/linkage.h>

/* How long the control CPU waits for the other CPU in a handshake: cpuhp.timeout_ms. */

/* Returns cpuhp.timeout_ms. */
unsigned int hotplug_timeout_ms(void) MUSTER_LINK_NAME(hotplug_timeout_ms);
/* Returns the counter value at which a wait that begins now ends. */
uint64_t hotplug_deadline_ticks(void) MUSTER_LINK_NAME(hotplug_deadline_ticks);

#endif
