/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_ARCH_GICV3_CPU_INTERFACE_H
#define MUSTER_RUNTIME_ARCH_GICV3_CPU_INTERFACE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/* The arch contract: the CPU interface of a GICv3, which is system registers (IHI 0069, 12.2). */

/* Lets the calling CPU take interrupts of group 1 through the system registers; with @p group0,
 * those of group 0 as well. Whatever an earlier stage has left active, no priority is masked.
 * Returns false, with nothing changed, if this CPU may not use the system registers. The machine's
 * CPUs have them: arch_gicv3_available(). */
bool arch_gicv3_cpu_enable(bool group0) MUSTER_LINK_NAME(arch_gicv3_cpu_enable);
/* Lets the calling CPU take none any more. Pending interrupts stay pending. */
void arch_gicv3_cpu_disable(void) MUSTER_LINK_NAME(arch_gicv3_cpu_disable);
/* Returns true if the calling CPU has the system registers, and may use them. */
bool arch_gicv3_available(void) MUSTER_LINK_NAME(arch_gicv3_available);
/* Takes the most urgent pending interrupt of group 1 and returns its number, or a special one. */
uint32_t arch_gicv3_acknowledge(void) MUSTER_LINK_NAME(arch_gicv3_acknowledge);
/* Ends the interrupt that was taken. */
void arch_gicv3_end(uint32_t intid) MUSTER_LINK_NAME(arch_gicv3_end);

/* Returns the CPU with that hardware id as a target of SGIs. Targets that differ only in their
 * lowest ARCH_GICV3_LIST_BITS bits may be combined by OR. */
uint64_t arch_gicv3_target(uint64_t hwid) MUSTER_LINK_NAME(arch_gicv3_target);
#define ARCH_GICV3_LIST_BITS 16
/* Sends SGI @p intid to @p target. Earlier stores are visible to the target CPUs first. */
void arch_gicv3_send(uint64_t target, uint32_t intid) MUSTER_LINK_NAME(arch_gicv3_send);
/* Sends SGI @p intid to every CPU but the caller. Earlier stores are visible to them first. */
void arch_gicv3_send_all_others(uint32_t intid) MUSTER_LINK_NAME(arch_gicv3_send_all_others);

/* ---- group 0: its interrupts are FIQs, which local_irq_disable() does not mask -------------- */

/* Returns true if group 0 does not belong to a more privileged level. */
bool arch_gicv3_has_group0(void) MUSTER_LINK_NAME(arch_gicv3_has_group0);
/* Lets the calling CPU take none of them any more. */
void arch_gicv3_nmi_disable(void) MUSTER_LINK_NAME(arch_gicv3_nmi_disable);
/* Sends SGI @p intid of group 0 to @p target. Earlier stores are visible to the target first. */
void arch_gicv3_send_nmi(uint64_t target, uint32_t intid) MUSTER_LINK_NAME(arch_gicv3_send_nmi);
/* Takes the pending interrupt of group 0 and returns its number, or a special one. */
uint32_t arch_gicv3_nmi_acknowledge(void) MUSTER_LINK_NAME(arch_gicv3_nmi_acknowledge);
/* Ends the interrupt of group 0 that was taken. */
void arch_gicv3_nmi_end(uint32_t intid) MUSTER_LINK_NAME(arch_gicv3_nmi_end);

#endif
