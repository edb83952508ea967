/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CONSOLE_H
#define MUSTER_RUNTIME_CONSOLE_H

#include <muster/console.h>

struct fdt_scan;

/* Uses the board's early serial port, if it names one. Before the MMU may be on. */
void console_early_init(void) MUSTER_LINK_NAME(console_early_init);
/* Goes over to the port that the device tree's stdout-path names, if a driver knows it. */
void console_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(console_init);
/* Takes what that port receives by its interrupt, if `sysrq` asks for it. Once handlers can be
 * requested. */
void console_listen(const struct fdt_scan *scan) MUSTER_LINK_NAME(console_listen);
/*
 * The calling CPU is the last that prints: what other CPUs had ready goes out, and from here on
 * everything is printed at once, without lines and without waiting for anybody.
 */
void console_enter_last(void) MUSTER_LINK_NAME(console_enter_last);

#endif
