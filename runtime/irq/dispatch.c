/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/order.h>
#include <muster/panic.h>
#include <muster/percpu.h>

#include "arch/fp.h"
#include "console/stop.h"
#include "ipi/call_queue.h"
#include "ipi/irq_cpu.h"
#include "ipi/irqchip.h"
#include "irq/handlers.h"
#include "irq/irq.h"

/* Takes an interrupt from the controller and calls its handler. */

/* The handlers of the rare IPIs. The boot CPU writes the table while no other CPU runs. Cross calls
 * and the stop do not use it. */
static ipi_handler *ipi_handlers[IPI_COUNT];

void ipi_set_handler(enum ipi ipi, ipi_handler *handler)
{
    ipi_handlers[ipi] = handler;
}

/* Handles an IPI that its sender has a request for. An earlier stage may have left the same SGI
 * pending without one, so each handler looks for the request first, and returns without it. The
 * sender's barrier and acknowledge() order the look behind the request. */
static void handle_rare_ipi(unsigned int ipi)
{
    if (ipi == IPI_CPU_STOP) {
        if (stop_is_requested())
            stop_this_cpu();
    } else if (ipi < IPI_COUNT && ipi_handlers[ipi]) {
        ipi_handlers[ipi](irq_interrupted());
    }
    /* IPI_WAKE_UP has no handler: its arrival has ended the CPU's sleep, which is all that it is
     * for */
}

static inline void call_handler(struct irq_cpu *mine, unsigned int irq)
{
    __atomic_store_n(&mine->handling, irq, __ATOMIC_RELAXED);
    /* Writes handling before it looks for the handler. Partner: wait_until_nobody_handles(), which
     * removes the handler before it reads handling. */
    smp_mb();
    struct irq_handler *handler =
        &irq_handlers[__atomic_load_n(&irq_handler_of[irq], __ATOMIC_ACQUIRE)];

    if (!handler->function(irq, handler->argument))
        irq_was_unwanted(mine, irq);
    else if (handler->unwanted)
        handler->unwanted = 0;
    smp_store_release(&mine->handling, 0);
}

/* Calls the handler of an interrupt and ends the interrupt at the controller. An IPI is ended
 * first, so that the next one can arrive. A device's interrupt is ended after its handler, which
 * has made the device release its line. */
static inline __attribute__((always_inline)) void handle(struct irq_cpu *mine, uint32_t token)
{
    unsigned int irq = token & IRQ_NUMBER_MASK;

    mine->counts.handled++;
    mine->is_in_irq = true;
    if (irq >= IRQ_FIRST_PRIVATE) {
        call_handler(mine, irq);
        irqchip->end(token);
    } else {
        irqchip->end(token);
        if (irq == IPI_CALL)
            smp_call_serve();
        else
            handle_rare_ipi(irq);
    }
    mine->is_in_irq = false;
}

static bool is_none(uint32_t token)
{
    return (token & IRQ_NUMBER_MASK) >= IRQ_LIMIT;
}

void irq_dispatch(const struct exception_frame *interrupted)
{
    struct irq_cpu *mine = this_cpu_ptr(&irq_cpus);

    if (!irqchip)
        panic("an interrupt without a driver for the interrupt controller");
    uint32_t token = irqchip->acknowledge();
    if (is_none(token)) {
        mine->counts.spurious++;
        return;
    }
    mine->interrupted = interrupted;
    arch_fp_set_aside();
    handle(mine, token);
    arch_fp_bring_back();
    mine->interrupted = NULL;
}

void irq_poll(void)
{
    uint32_t token = irqchip->acknowledge();

    if (!is_none(token))
        handle(this_cpu_ptr(&irq_cpus), token);
}

bool nmi_dispatch(const struct exception_frame *interrupted)
{
    if (!irqchip || !irqchip->take_nmi || !irqchip->take_nmi())
        return false;
    if (stop_is_requested())
        stop_this_cpu();
    if (ipi_handlers[IPI_REPORT])
        ipi_handlers[IPI_REPORT](interrupted);
    return true;
}

int muster_irq_counts(unsigned int cpu, struct muster_irq_counts *counts)
{
    if (!cpu_possible(cpu))
        return -EINVAL;
    *counts = per_cpu_ptr(&irq_cpus, cpu)->counts;
    return 0;
}
