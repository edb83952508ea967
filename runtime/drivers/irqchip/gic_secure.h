/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_GIC_SECURE_H
#define MUSTER_RUNTIME_GIC_SECURE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/*
 * The secure side of a GIC, where the program has entered at EL3 and no firmware has set it up:
 * afterwards the non-secure side, which the drivers see, owns all interrupts. Only if
 * arch_el3_is_ours().
 */

/* Gives a GICv2's shared interrupts, up to @p limit, to group 1. */
void gicv2_secure_init(uintptr_t distributor, unsigned int limit)
    MUSTER_LINK_NAME(gicv2_secure_init);
/* Does so with the calling CPU's private interrupts, and lets all priorities through. */
void gicv2_secure_init_cpu(uintptr_t distributor, uintptr_t cpu_interface)
    MUSTER_LINK_NAME(gicv2_secure_init_cpu);

/*
 * Makes a GICv3 one with a single security state, where it can be. Otherwise gives the shared
 * interrupts, up to @p limit, to group 1. Returns 0 after the first, 1 after the second: then each
 * CPU has to call gicv3_secure_init_cpu(). Returns -EIO if the distributor does not finish a write.
 */
int gicv3_secure_init(uintptr_t distributor, unsigned int limit)
    MUSTER_LINK_NAME(gicv3_secure_init);
/* Wakes the calling CPU's redistributor, and gives its private interrupts to group 1. @p frame is
 * its second frame. Returns false if the redistributor does not wake up. */
bool gicv3_secure_init_cpu(uintptr_t frame) MUSTER_LINK_NAME(gicv3_secure_init_cpu);

#endif
