/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CONSOLE_H
#define MUSTER_RUNTIME_CONSOLE_H

#include <muster/console.h>

struct fdt_scan;

/* Uses the board's early serial port, if it names one. Before the MMU may be on. */
void console_early_init(void) MUSTER_LINK_NAME(console_early_init);
/* Goes over to the port that the device tree's stdout-path names, if a driver knows it. */
void console_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(console_init);
/* From here on the calling CPU prints at once, without lines and locks, for it is the last. */
void console_enter_panic(void) MUSTER_LINK_NAME(console_enter_panic);

#endif
