/* SPDX-License-Identifier: MIT */
#include "boot/start.h"

/* What the boot CPU's entry code passes to start(). In .data, since it is written before .bss is
 * cleared. */
struct boot_args boot_args MUSTER_LINK_NAME(boot_args) __attribute__((section(".data"))) = {0};
