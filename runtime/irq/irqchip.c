/* SPDX-License-Identifier: MIT */
#include "irq/irqchip.h"

#include <stddef.h>

#include <muster/console.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch.h"
#include "devicetree/device.h"
#include "irq/irq.h"

/* The machine's interrupt controller: which it is, and what each CPU has of it. */

const struct irqchip *irqchip;
static int node = -1;
/* Whether the machine has no CPU without a number, which an interrupt for all would reach. */
static bool are_all_ours;

/* Private interrupts that every CPU enables on its way up; boot CPU, before the others start. */
static uint32_t everywhere;

DEFINE_PER_CPU(bool, cpu_takes_interrupts);

void irqchip_init(const struct fdt_scan *scan)
{
    for (const struct irqchip_driver *driver = irqchip_drivers_start; driver < irqchip_drivers_end;
         driver++) {
        const struct fdt_device *device = device_find(scan, driver->compatible);
        if (device && (irqchip = driver->probe(device))) {
            node = device->node_offset;
            break;
        }
    }
    are_all_ours = scan->cpu_count == nr_cpu_ids;
    if (irqchip)
        this_cpu_write(cpu_takes_interrupts, irqchip->init_cpu(smp_processor_id(), everywhere));
    else
        console_printf("muster: no interrupt controller that a driver knows: waiting CPUs do not "
                       "sleep\n");
    arch_irq_unmask();
}

int irqchip_node(void)
{
    return node;
}

int irqchip_starting_cpu(unsigned int cpu)
{
    if (irqchip)
        this_cpu_write(cpu_takes_interrupts, irqchip->init_cpu(cpu, everywhere));
    smp_mb(); /* before it says that it sleeps; partner: who looks for sleepers and then sends */
    return 0;
}

int irqchip_dying_cpu(unsigned int cpu)
{
    this_cpu_write(cpu_takes_interrupts, false);
    if (!irqchip)
        return 0;
    irq_leave_cpu(cpu);
    irqchip->exit_cpu();
    return 0;
}

void irqchip_enable_everywhere(unsigned int irq)
{
    everywhere |= UINT32_C(1) << irq;
    if (irqchip_ends_sleep())
        irqchip->enable(irq);
}

void irqchip_resume_cpu(void)
{
    if (this_cpu_read(cpu_takes_interrupts))
        irqchip->resume_cpu();
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

/* An interrupt for a CPU that is off would stay pending, and may ask for its power. */
static void send_to_those_that_take(enum ipi ipi)
{
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
