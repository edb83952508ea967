/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HANDLERS_H
#define MUSTER_RUNTIME_HANDLERS_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/irq.h>
#include <muster/linkage.h>

#include "irq/irqchip.h"

struct exception_frame;

/* What a CPU's interrupts need: written by the CPU. */
struct irq_cpu {
    struct muster_irq_counts counts;
    const struct exception_frame *interrupted; /* what the interrupt under way has interrupted */
    uint32_t handling;                         /* the interrupt whose handler it calls, or 0 */
    bool is_in_irq;
};
struct irq_cpu *irq_cpu_of(unsigned int cpu) MUSTER_LINK_NAME(irq_cpu_of);

/* A handler; the first of the table is that of the interrupts that have none. */
struct irq_handler {
    muster_irq_handler function; /* NULL: the place is free */
    void *argument;
    uint32_t unwanted; /* calls in a row for nothing; the CPUs that take it */
};
extern struct irq_handler
    irq_handlers[1 + MUSTER_IRQ_HANDLERS_MAX] MUSTER_LINK_NAME(irq_handlers) MUSTER_IN_THIS_PROGRAM;
/* Each interrupt's place in it. */
extern uint8_t irq_handler_of[IRQ_LIMIT] MUSTER_LINK_NAME(irq_handler_of) MUSTER_IN_THIS_PROGRAM;

/* After a handler that had nothing to do. */
void irq_was_unwanted(struct irq_cpu *mine, unsigned int irq) MUSTER_LINK_NAME(irq_was_unwanted);

#endif
