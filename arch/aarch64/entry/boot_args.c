/* SPDX-License-Identifier: MIT */
#include "boot/start.h"

/* Keeps what the entry code of the boot CPU passes to start(). In .data, because it is written
 * before .bss is cleared. */
struct boot_args boot_args MUSTER_LINK_NAME(boot_args) __attribute__((section(".data"))) = {0};
