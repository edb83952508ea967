/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IRQ_H
#define MUSTER_RUNTIME_IRQ_H

#include <stdbool.h>

#include <muster/irq.h>
#include <muster/linkage.h>

#include "ipi/irqchip.h"

struct exception_frame;

/* Takes one pending interrupt, if there is one, without an exception: for a CPU that waits with
 * interrupts masked. The caller's caller-saved registers are anybody's, FP registers too. */
void irq_poll(void) MUSTER_LINK_NAME(irq_poll);

/* Gives a private interrupt a handler, and enables it on this CPU and each that comes up from now
 * on; on the boot CPU, before it starts others. As muster_percpu_irq_request(). */
int irq_request_percpu_everywhere(unsigned int irq, muster_irq_handler handler, void *argument,
                                  const char *name) MUSTER_LINK_NAME(irq_request_percpu_everywhere);

/* Routes the shared interrupts that come to this CPU, which is going down, to others. */
void irq_leave_cpu(unsigned int cpu) MUSTER_LINK_NAME(irq_leave_cpu);

/* Serves an IPI on the CPU that it was sent to, interrupts masked. @p interrupted: what the
 * interrupt has interrupted, NULL when the CPU was waiting in the runtime. */
typedef void ipi_handler(const struct exception_frame *interrupted);

/* Gives IPI_REPORT or IPI_TIMER its handler; on the boot CPU, while it is alone. The handler of
 * IPI_REPORT serves the interrupt that cannot be masked (IPI_NMI), too: it may come anywhere. */
void ipi_set_handler(enum ipi ipi, ipi_handler *handler) MUSTER_LINK_NAME(ipi_set_handler);

/*
 * Takes and serves an interrupt, on the IRQ stack with interrupts masked; called by the exception
 * vectors. The FP registers are the program's: what may use them comes between arch_fp_set_aside()
 * and arch_fp_bring_back().
 */
void irq_dispatch(const struct exception_frame *interrupted) MUSTER_LINK_NAME(irq_dispatch);

/*
 * Takes an interrupt that local masking does not keep out, on the exception stack; called for each
 * FIQ. The FIQ may have come anywhere. Uses no FP register. Returns true if the FIQ was such an
 * interrupt.
 */
bool nmi_dispatch(const struct exception_frame *interrupted) MUSTER_LINK_NAME(nmi_dispatch);

#endif
