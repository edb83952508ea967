/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SYSRQ_H
#define MUSTER_RUNTIME_SYSRQ_H

#include <stdbool.h>

#include <muster/linkage.h>

#include "base/serial_port.h"

/* The byte on the console that reports all CPUs. */

struct fdt_device;

/* Returns true if the command line asks for it (sysrq). */
bool sysrq_is_wanted(void) MUSTER_LINK_NAME(sysrq_is_wanted);
/* Takes what @p console, the console's port, receives in its interrupt. Prints a message if the
 * port has no interrupt that can be used. Called by the boot CPU, once handlers can be
 * requested. */
void sysrq_init(const struct serial_port *console, const struct fdt_device *device)
    MUSTER_LINK_NAME(sysrq_init);

#endif
