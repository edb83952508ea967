/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_REALTIME_H
#define MUSTER_RUNTIME_LIBC_REALTIME_H

#include <stdint.h>

#include <muster/linkage.h>

/* CLOCK_REALTIME: the time of day, in ns since 1970. Any CPU, any time, except in an NMI. */
uint64_t realtime_ns(void) MUSTER_LINK_NAME(realtime_ns);
/* Sets the time of day, for all CPUs. */
void set_realtime_ns(uint64_t ns) MUSTER_LINK_NAME(set_realtime_ns);

#endif
