/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IRQ_CPU_H
#define MUSTER_RUNTIME_IRQ_CPU_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/irq.h>
#include <muster/linkage.h>
#include <muster/percpu.h>

struct exception_frame;

/* What each CPU knows of the interrupt that it is taking. The CPU writes it; others read it. */
struct irq_cpu {
    struct muster_irq_counts counts;
    const struct exception_frame *interrupted; /* what the interrupt under way has interrupted */
    uint32_t handling;                         /* the interrupt whose handler it calls, or 0 */
    bool is_in_irq;
};
DECLARE_PER_CPU(struct irq_cpu, irq_cpus) MUSTER_LINK_NAME(irq_cpus) MUSTER_IN_THIS_PROGRAM;

/* Returns what the calling CPU's interrupt has interrupted: NULL when there is no interrupt, or
 * when the CPU was waiting in the runtime. */
const struct exception_frame *irq_interrupted(void) MUSTER_LINK_NAME(irq_interrupted);

#endif
