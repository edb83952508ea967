/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_MACHINE_END_H
#define MUSTER_RUNTIME_MACHINE_END_H

#include <stdbool.h>

#include <muster/linkage.h>

/* Turns the machine off, or resets it, by the devices that the device tree names for it. */

enum machine_end { MACHINE_OFF, MACHINE_RESET };

/* Returns true if the tree names a device that a driver ends the machine with in this way. */
bool machine_end_is_known(enum machine_end end) MUSTER_LINK_NAME(machine_end_is_known);

/* Tries each of these devices, and comes back if none has helped. Each way is tried once: the
 * panic that a device without an answer leads to comes here again. */
void machine_end_try(enum machine_end end) MUSTER_LINK_NAME(machine_end_try);

#endif
