/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SMP_CALL_H
#define MUSTER_RUNTIME_SMP_CALL_H

#include <muster/linkage.h>
#include <muster/smp_call.h>

/* The target CPU's side of cross calls: what hotplug and the interrupt IPI_CALL call. */

/* Makes the calls that are queued for this CPU. Called from the interrupt IPI_CALL, interrupts
 * masked. */
void smp_call_serve(void) MUSTER_LINK_NAME(smp_call_serve);

/* Opens the queue of this CPU, which comes online. The queue stays closed if the CPU takes no
 * interrupts. On the CPU itself, interrupts masked. */
void smp_call_open(unsigned int cpu) MUSTER_LINK_NAME(smp_call_open);
/* Closes the queue of this CPU, which goes offline, and makes all calls that the queue has
 * accepted. On the CPU itself, interrupts masked. */
void smp_call_close(unsigned int cpu) MUSTER_LINK_NAME(smp_call_close);

#endif
