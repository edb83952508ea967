/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HANDLERS_H
#define MUSTER_RUNTIME_HANDLERS_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/irq.h>
#include <muster/linkage.h>

struct exception_frame;

/* What a CPU's interrupts need: written by the CPU. */
struct irq_cpu {
    struct muster_irq_counts counts;
    const struct exception_frame *interrupted; /* what the interrupt under way has interrupted */
    uint32_t handling;                         /* the interrupt whose handler it calls, or 0 */
    bool is_in_irq;
};
struct irq_cpu *irq_cpu_of(unsigned int cpu) MUSTER_LINK_NAME(irq_cpu_of);

/* Calls the handler of an interrupt that has come to this CPU, whose irq_cpu @p mine is. */
void irq_call_handler(struct irq_cpu *mine, unsigned int irq) MUSTER_LINK_NAME(irq_call_handler);

#endif
