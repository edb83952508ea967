/* SPDX-License-Identifier: MIT */
/* Which interrupt each CPU is taking. */
#ifndef MUSTER_RUNTIME_IRQ_CPU_H
#define MUSTER_RUNTIME_IRQ_CPU_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/irq.h>
#include <muster/linkage.h>
#include <muster/percpu.h>

struct exception_frame;

/* What each CPU notes about the interrupt that it is taking. Only the CPU itself writes it; other
 * CPUs read it. */
struct irq_cpu {
    struct muster_irq_counts counts;
    const struct exception_frame *interrupted; /* the program's frame while an interrupt is taken */
    uint32_t handling;                         /* the interrupt that is in its handler, or 0 */
    bool is_in_irq;
};
DECLARE_PER_CPU(struct irq_cpu, irq_cpus) MUSTER_LINK_NAME(irq_cpus) MUSTER_IN_THIS_PROGRAM;

/* Returns the frame of the program that the calling CPU's interrupt has interrupted. Returns NULL
 * when no interrupt is being taken, or when the CPU was waiting in the runtime. */
const struct exception_frame *irq_interrupted(void) MUSTER_LINK_NAME(irq_interrupted);

#endif
