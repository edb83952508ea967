/* SPDX-License-Identifier: MIT */
/* Takes interrupts on a CPU: by exception, or without one while the CPU waits in the runtime. */
#ifndef MUSTER_RUNTIME_IRQ_H
#define MUSTER_RUNTIME_IRQ_H

#include <stdbool.h>

#include <muster/irq.h>
#include <muster/linkage.h>

#include "ipi/irqchip.h"

struct exception_frame;

/* Takes one pending interrupt, if there is one, without an exception. Called by a CPU that waits
 * with interrupts masked. The handler may change the caller-saved registers, FP registers
 * included. */
void irq_poll(void) MUSTER_LINK_NAME(irq_poll);

/* Registers a handler for a private interrupt, sets the interrupt's trigger and enables it, on this
 * CPU and on each CPU that comes up later. Called by the boot CPU before it starts others. Returns
 * what muster_percpu_irq_request() returns. */
int irq_request_percpu_everywhere(unsigned int irq, enum muster_irq_trigger trigger,
                                  muster_irq_handler handler, void *argument, const char *name)
    MUSTER_LINK_NAME(irq_request_percpu_everywhere);

/* Routes the shared interrupts of this CPU, which is going down, to other CPUs. */
void irq_leave_cpu(unsigned int cpu) MUSTER_LINK_NAME(irq_leave_cpu);

/* Handles an IPI on the CPU that it was sent to, with interrupts masked. @p interrupted is the
 * frame of the program, or NULL when the CPU was waiting in the runtime. */
typedef void ipi_handler(const struct exception_frame *interrupted);

/* Registers the handler of IPI_REPORT or IPI_TIMER. Called by the boot CPU while no other CPU runs.
 * The handler looks for a request, and does nothing without one: the IPI may come unasked.
 * The handler of IPI_REPORT also serves the interrupt that cannot be masked (IPI_NMI), which may
 * come anywhere. */
void ipi_set_handler(enum ipi ipi, ipi_handler *handler) MUSTER_LINK_NAME(ipi_set_handler);

/*
 * Takes and handles an interrupt, on the IRQ stack with interrupts masked. Called by the exception
 * vectors. The FP registers still hold the program's values: code that may use them must run
 * between arch_fp_set_aside() and arch_fp_bring_back().
 */
void irq_dispatch(const struct exception_frame *interrupted) MUSTER_LINK_NAME(irq_dispatch);

/*
 * Takes an interrupt that local_irq_disable() does not mask, on the exception stack. Called for
 * each FIQ, which may have come anywhere. Uses no FP register. Returns true if the FIQ was such an
 * interrupt.
 */
bool nmi_dispatch(const struct exception_frame *interrupted) MUSTER_LINK_NAME(nmi_dispatch);

#endif
