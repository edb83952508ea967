/* SPDX-License-Identifier: MIT */
#include "irq/irqchip_init.h"

#include <stddef.h>

#include <muster/console.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "base/driver.h"
#include "devicetree/device.h"
#include "devicetree/fdt_irq.h"
#include "ipi/irqchip.h"
#include "irq/irq.h"

/* Finds the machine's interrupt controller, and sets up and tears down each CPU's part of it. */

/* The private interrupts that each CPU enables on its way up, a bit each. The boot CPU writes this
 * before it starts others. */
static uint32_t everywhere;

static const struct irqchip *find(const struct fdt_scan *scan)
{
    const struct driver *driver;

    for (driver = drivers_start; driver < drivers_end; driver++) {
        const struct fdt_device *device =
            driver->kind == DRIVER_IRQCHIP ? device_find(scan, driver->compatible) : NULL;
        const struct irqchip *found =
            device ? ((const struct irqchip_driver *)driver->operations)->probe(device) : NULL;

        if (found) {
            fdt_irq_set_controller(device->node_offset);
            return found;
        }
    }
    return NULL;
}

void irqchip_init(const struct fdt_scan *scan)
{
    irqchip = find(scan);
    irqchip_set_reach(scan->cpu_entries == nr_cpu_ids);
    if (irqchip)
        this_cpu_write(cpu_takes_interrupts, irqchip->init_cpu(smp_processor_id(), everywhere));
    else
        console_printf("muster: no interrupt controller that a driver knows: waiting CPUs do not "
                       "sleep\n");
    arch_irq_unmask();
}

int irqchip_starting_cpu(unsigned int cpu)
{
    if (irqchip)
        this_cpu_write(cpu_takes_interrupts, irqchip->init_cpu(cpu, everywhere));
    /* Full barrier between cpu_takes_interrupts and the word in which this CPU will say that it
     * sleeps. Partner: the barrier of a CPU that writes work, reads that word and then sends an
     * interrupt. */
    smp_mb();
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
