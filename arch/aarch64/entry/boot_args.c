/* SPDX-License-Identifier: MIT */
#include "boot/start.h"

/* What the entry code of the boot CPU keeps for start(). In .data: written before .bss is
 * cleared. */
struct boot_args boot_args MUSTER_LINK_NAME(boot_args) __attribute__((section(".data"))) = {0};
