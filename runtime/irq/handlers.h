/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HANDLERS_H
#define MUSTER_RUNTIME_HANDLERS_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/irq.h>
#include <muster/linkage.h>

#include "ipi/irq_cpu.h"
#include "ipi/irqchip.h"

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
