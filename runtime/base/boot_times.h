/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_BOOT_TIMES_H
#define MUSTER_RUNTIME_BOOT_TIMES_H

#include <muster/bench.h>

/* What muster_boot_times() returns. The boot CPU writes it: time/clock_init.c and
 * boot/main.c. */
extern struct muster_boot_times
    boot_times MUSTER_LINK_NAME(boot_times_record) MUSTER_IN_THIS_PROGRAM;

#endif
