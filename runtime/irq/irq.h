/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IRQ_H
#define MUSTER_RUNTIME_IRQ_H

#include <stdbool.h>

#include <muster/irq.h>
#include <muster/linkage.h>

#include "ipi/irqchip.h"

/* Taking interrupts, and handlers for IPIs and for the interrupts that every CPU has. */

struct exception_frame;

/* Takes one pending interrupt, if there is one, without an exception. For a CPU that waits with
 * interrupts masked. The handler may change the caller-saved registers, FP registers too. */
void irq_poll(void) MUSTER_LINK_NAME(irq_poll);

/* Gives a private interrupt a handler, as muster_percpu_irq_request() does, and enables it on this
 * CPU and on each CPU that comes up later. Called by the boot CPU, before it starts others. */
int irq_request_percpu_everywhere(unsigned int irq, muster_irq_handler handler, void *argument,
                                  const char *name) MUSTER_LINK_NAME(irq_request_percpu_everywhere);

/* Routes the shared interrupts of @p cpu to other CPUs. @p cpu goes down or has been given up. */
void irq_leave_cpu(unsigned int cpu) MUSTER_LINK_NAME(irq_leave_cpu);

/* Serves an IPI on the CPU that has received it, with interrupts masked. @p interrupted is what the
 * IPI has interrupted, or NULL if the CPU was waiting in the runtime. */
typedef void ipi_handler(const struct exception_frame *interrupted);

/* Gives IPI_REPORT or IPI_TIMER its handler. Called by the boot CPU while no other CPU runs. The
 * handler of IPI_REPORT also serves IPI_NMI, which may come anywhere. */
void ipi_set_handler(enum ipi ipi, ipi_handler *handler) MUSTER_LINK_NAME(ipi_set_handler);

/* Takes and serves an interrupt, on the IRQ stack with interrupts masked. Called by the exception
 * vectors. The FP registers hold the program's values, so code that may use them runs between
 * arch_fp_set_aside() and arch_fp_bring_back(). */
void irq_dispatch(const struct exception_frame *interrupted) MUSTER_LINK_NAME(irq_dispatch);

/*
 * Takes an interrupt that local masking does not keep out, on the exception stack; called for each
 * FIQ. The FIQ may have come anywhere. Uses no FP register. Returns true if the FIQ was such an
 * interrupt.
 */
bool nmi_dispatch(const struct exception_frame *interrupted) MUSTER_LINK_NAME(nmi_dispatch);

#endif
