/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CONSOLE_PORT_H
#define MUSTER_RUNTIME_CONSOLE_PORT_H

#include <muster/linkage.h>

/* The console's port of the device tree. */

struct fdt_scan;

/* Prints on the port that the device tree's /chosen/stdout-path names, by path or by alias, from
 * now on. If no driver knows the port, prints that and keeps the early port. Called by the boot
 * CPU. */
void console_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(console_init);
/* Takes what the port receives in its interrupt, if the option `sysrq` asks for it. Called by the
 * boot CPU, once handlers can be requested. */
void console_listen(void) MUSTER_LINK_NAME(console_listen);

#endif
