/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CALL_STOP_MACHINE_H
#define MUSTER_RUNTIME_CALL_STOP_MACHINE_H

#include <muster/linkage.h>

/* Sets a function that muster_stop_machine() calls before it lets the held CPUs go on; on the boot
 * CPU, before it starts others. */
void stop_machine_at_end(void (*function)(void)) MUSTER_LINK_NAME(stop_machine_at_end);

#endif
