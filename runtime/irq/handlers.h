/* SPDX-License-Identifier: MIT */
/* The table of interrupt handlers, which dispatch.c reads and handlers.c writes. */
#ifndef MUSTER_RUNTIME_HANDLERS_H
#define MUSTER_RUNTIME_HANDLERS_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/irq.h>
#include <muster/linkage.h>

#include "ipi/irq_cpu.h"
#include "ipi/irqchip.h"

/* A handler. Entry 0 of the table is for interrupts without a handler. */
struct irq_handler {
    muster_irq_handler function; /* NULL: the place is free */
    void *argument;
    /* calls in a row with nothing to do; written by the CPUs that take the interrupt */
    uint32_t unwanted;
};
extern struct irq_handler
    irq_handlers[1 + MUSTER_IRQ_HANDLERS_MAX] MUSTER_LINK_NAME(irq_handlers) MUSTER_IN_THIS_PROGRAM;
/* The index into irq_handlers[] for each interrupt. */
extern uint8_t irq_handler_of[IRQ_LIMIT] MUSTER_LINK_NAME(irq_handler_of) MUSTER_IN_THIS_PROGRAM;

/* Counts a call of a handler that had nothing to do, and disables the interrupt after too many. */
void irq_was_unwanted(struct irq_cpu *mine, unsigned int irq) MUSTER_LINK_NAME(irq_was_unwanted);

#endif
