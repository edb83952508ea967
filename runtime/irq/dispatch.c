/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/panic.h>
#include <muster/percpu.h>

#include "../arch.h"
#include "../call/smp_call.h"
#include "../exit.h"
#include "../report.h"
#include "../time/timer.h"
#include "handlers.h"
#include "irq.h"
#include "irqchip.h"

/* An interrupt from its arrival at a CPU to its handler. */

static DEFINE_PER_CPU(struct irq_cpu, irq_cpus);

struct irq_cpu *irq_cpu_of(unsigned int cpu)
{
    return per_cpu_ptr(&irq_cpus, cpu);
}

bool muster_in_irq(void)
{
    return this_cpu_ptr(&irq_cpus)->is_in_irq;
}

const struct exception_frame *irq_interrupted(void)
{
    return this_cpu_ptr(&irq_cpus)->interrupted;
}

static void handle_ipi(enum ipi ipi)
{
    switch (ipi) {
    case IPI_CALL:
        smp_call_serve();
        break;
    case IPI_CPU_STOP:
        stop_this_cpu();
    case IPI_REPORT:
        report_this_cpu(irq_interrupted());
        break;
    case IPI_TIMER:
        timer_serve();
        break;
    default: /* IPI_WAKE_UP: it has done that */
        break;
    }
}

/* An interrupt of another CPU is ended first: from then on the next one can come. A device's after
 * its handler, which has made the device let go of its line. */
static void handle(struct irq_cpu *mine, uint32_t intid, uint32_t token)
{
    mine->counts.handled++;
    mine->is_in_irq = true;
    if (intid >= IRQ_FIRST_PRIVATE) {
        irq_call_handler(mine, intid);
        irqchip->end(token);
    } else {
        irqchip->end(token);
        handle_ipi((enum ipi)intid);
    }
    mine->is_in_irq = false;
}

static void handle_with_fp_saved(struct irq_cpu *mine, uint32_t intid, uint32_t token)
{
    struct arch_fp_state fp;

    arch_fp_save(&fp);
    handle(mine, intid, token);
    arch_fp_restore(&fp);
}

void irq_dispatch(const struct exception_frame *interrupted)
{
    struct irq_cpu *mine = this_cpu_ptr(&irq_cpus);
    uint32_t intid, token;

    if (!irqchip)
        panic("an interrupt without a driver for the interrupt controller");
    if (!irqchip->acknowledge(&intid, &token)) {
        mine->counts.spurious++;
        return;
    }
    mine->interrupted = interrupted;
    if (intid == IPI_WAKE_UP)
        handle(mine, intid, token);
    else
        handle_with_fp_saved(mine, intid, token);
    mine->interrupted = NULL;
}

void irq_poll(void)
{
    uint32_t intid, token;

    if (irqchip->acknowledge(&intid, &token))
        handle(this_cpu_ptr(&irq_cpus), intid, token);
}

bool nmi_dispatch(const struct exception_frame *interrupted)
{
    if (!irqchip || !irqchip->take_nmi || !irqchip->take_nmi())
        return false;
    if (stop_is_requested())
        stop_this_cpu();
    report_this_cpu(interrupted);
    return true;
}

int muster_irq_counts(unsigned int cpu, struct muster_irq_counts *counts)
{
    if (!cpu_possible(cpu))
        return -EINVAL;
    *counts = per_cpu_ptr(&irq_cpus, cpu)->counts;
    return 0;
}
