/* SPDX-License-Identifier: MIT */
#include "ipi/irqchip.h"

#include <stddef.h>

#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>

/* Sends interrupts from one CPU to others, through the driver of the machine's interrupt
 * controller. */

const struct irqchip *irqchip;
/* Every CPU of the machine has a logical number. Written by the boot CPU while no other CPU
 * runs. */
static bool are_all_ours;

DEFINE_PER_CPU(bool, cpu_takes_interrupts);

void irqchip_set_reach(bool all_are_ours)
{
    are_all_ours = all_are_ours;
}

bool irqchip_can_send(void)
{
    return irqchip != NULL;
}

void irqchip_send(unsigned int cpu, enum ipi ipi)
{
    if (irqchip)
        irqchip->send(cpu, ipi);
}

bool irqchip_send_nmi(unsigned int cpu)
{
    return irqchip && irqchip->send_nmi && per_cpu(cpu_takes_interrupts, cpu) &&
           irqchip->send_nmi(cpu);
}

void irqchip_broadcast(const struct cpumask *others, enum ipi ipi)
{
    if (are_all_ours)
        irqchip->send_all_others(ipi);
    else
        irqchip->send_mask(others, ipi);
}

void irqchip_send_mask(const struct cpumask *mask, enum ipi ipi)
{
    irqchip->send_mask(mask, ipi);
}

/* Sends to the CPUs that take interrupts, and no others: an interrupt for a CPU that is off would
 * stay pending, and may ask the firmware to power it on. */
static void send_to_those_that_take(enum ipi ipi)
{
    /* Full barrier: what the caller has written, or has seen of a sleeper, then which CPUs take
     * interrupts. A store with release is not enough, because a later load may be performed before
     * it. Partner: irqchip_starting_cpu(). */
    smp_mb();
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        if (cpu != smp_processor_id() && per_cpu(cpu_takes_interrupts, cpu))
            irqchip->send(cpu, ipi);
}

void irqchip_send_all_others(enum ipi ipi)
{
    if (!irqchip)
        return;
    if (are_all_ours && num_online_cpus() == nr_cpu_ids)
        irqchip->send_all_others(ipi);
    else
        send_to_those_that_take(ipi);
}
