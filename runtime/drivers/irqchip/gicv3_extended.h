/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_GICV3_EXTENDED_H
#define MUSTER_RUNTIME_GICV3_EXTENDED_H

#include <stdint.h>

#include <muster/linkage.h>

/*
 * Silences the extended interrupts of GICv3.1 and later: private ones from INTID 1056 on, shared
 * ones from 4096 on (IHI 0069 2.2.1). The runtime has no handlers for them. An earlier stage may
 * have left them enabled, and with IRQ_NUMBER_MASK their numbers would be those of other
 * interrupts.
 */

/* Returns how many words of 32 extended private interrupts a redistributor has: 0 to 2. Its second
 * frame is @p private_frame. */
unsigned int gicv3_extended_private_words(uintptr_t private_frame)
    MUSTER_LINK_NAME(gicv3_extended_private_words);
/* Disables them on the calling CPU, and clears what is pending or active. Interrupts are masked, so
 * none has been taken. */
void gicv3_extended_silence(uintptr_t private_frame, unsigned int words)
    MUSTER_LINK_NAME(gicv3_extended_silence);
/* Disables and deactivates all extended shared interrupts. All groups of the distributor are
 * disabled; the caller then waits for GICD_CTLR.RWP. */
void gicv3_extended_reset(uintptr_t distributor) MUSTER_LINK_NAME(gicv3_extended_reset);

#endif
