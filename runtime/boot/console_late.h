/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CONSOLE_LATE_H
#define MUSTER_RUNTIME_CONSOLE_LATE_H

#include <stdbool.h>

#include <muster/linkage.h>

#include "base/serial_port.h"

/* Serial ports of late drivers: those for which the boot does not look without need. */

struct fdt_device;

/* Looks in the device tree for port number @p index, in the order of the tree, among those that
 * Linux calls @p name; of all names if that is NULL. Stores the port, which is mapped and claimed.
 * Returns the device, or NULL when there is none; valid until the next call. */
const struct fdt_device *console_find_late(const char *name, unsigned int index,
                                           struct serial_port *port)
    MUSTER_LINK_NAME(console_find_late);

#endif
