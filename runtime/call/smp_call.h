/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SMP_CALL_H
#define MUSTER_RUNTIME_SMP_CALL_H

#include <muster/linkage.h>
#include <muster/smp_call.h>

/* Makes the calls that are for this CPU; in its interrupt, interrupts masked. */
void smp_call_serve(void) MUSTER_LINK_NAME(smp_call_serve);

/* From here on this CPU takes calls: when it comes online, if it takes interrupts. And no longer:
 * what has been accepted is done before it returns. On the CPU itself, interrupts masked. */
void smp_call_open(unsigned int cpu) MUSTER_LINK_NAME(smp_call_open);
void smp_call_close(unsigned int cpu) MUSTER_LINK_NAME(smp_call_close);

#endif
