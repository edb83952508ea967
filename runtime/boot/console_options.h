/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CONSOLE_OPTIONS_H
#define MUSTER_RUNTIME_CONSOLE_OPTIONS_H

#include <stdbool.h>

#include <muster/linkage.h>

#include "base/serial_port.h"

/* The words console= and earlycon= of the command line. */

struct fdt_device;
struct fdt_scan;

/* The port that the command line asks for: a device of the tree; or a driver and the address of
 * registers, which are not mapped yet; or both: the port of a late driver, ready. Both are NULL
 * when the line asks for none. */
struct console_option {
    const struct fdt_device *device;
    struct serial_port port;
};

/*
 * Returns what the words of /chosen/bootargs ask for, up to a bare "--". The last console= of which
 * a driver knows the port counts, as in Linux; without any, the last earlycon= does. Prints a
 * message for a word that names no port, other than Linux's consoles that are no serial ports.
 *
 * Runs before cmdline_parse(), of which the messages go to that port.
 */
struct console_option console_option(const struct fdt_scan *scan) MUSTER_LINK_NAME(console_option);

#endif
