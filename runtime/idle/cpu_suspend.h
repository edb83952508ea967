/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CPU_SUSPEND_H
#define MUSTER_RUNTIME_CPU_SUSPEND_H

#include <stdint.h>

#include <muster/linkage.h>

/* Does what muster_cpu_suspend() does, for a caller that has masked its interrupts. */
int idle_suspend(uint32_t power_state) MUSTER_LINK_NAME(idle_suspend);

#endif
