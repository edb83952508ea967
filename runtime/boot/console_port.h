/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CONSOLE_PORT_H
#define MUSTER_RUNTIME_CONSOLE_PORT_H

#include <muster/linkage.h>

/* The console's port of the device tree. */

struct fdt_scan;

/* Prints from now on the first of these ports that a driver knows: that of console= or earlycon= on
 * the command line; of /chosen/stdout-path, by path or by alias; of the alias serial0; the first
 * enabled port of the tree. Without one, keeps the early port. Prints which of the two first names
 * no such port. Called by the boot CPU. */
void console_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(console_init);
/* Takes what the port receives in its interrupt, if the option `sysrq` asks for it. Called by the
 * boot CPU, once handlers can be requested. */
void console_listen(void) MUSTER_LINK_NAME(console_listen);

#endif
