/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CONSOLE_PORT_H
#define MUSTER_RUNTIME_CONSOLE_PORT_H

#include <muster/linkage.h>

struct fdt_scan;

/* Goes over to the port that the device tree's /chosen/stdout-path names, by path or by alias, if a
 * driver knows it; says so when none does. */
void console_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(console_init);
/* Takes what that port receives by its interrupt, if `sysrq` asks for it. Once handlers can be
 * requested. */
void console_listen(void) MUSTER_LINK_NAME(console_listen);

#endif
