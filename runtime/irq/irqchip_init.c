/* SPDX-License-Identifier: MIT */
#include "irq/irqchip_init.h"

#include <stdbool.h>
#include <stddef.h>

#include <muster/console.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "base/driver.h"
#include "devicetree/fdt_irq.h"
#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_scan.h"
#include "ipi/irqchip.h"
#include "irq/irq.h"

/* Finds the machine's interrupt controller, and sets up and tears down each CPU's part of it. */

/* The private interrupts that each CPU sets up on its way up. The boot CPU writes this before it
 * starts others. */
static struct private_irqs everywhere;

static const struct irqchip *probe(const struct fdt_device *device)
{
    const struct irqchip_driver *driver = drivers_start[device->match].operations;
    const struct irqchip *found = driver->probe(device);

    if (found)
        fdt_irq_set_controller(device->node_offset, driver->numbers_are_private);
    return found;
}

static const struct irqchip *probe_other(const struct fdt_device *device)
{
    char shown[PRINTABLE_BYTES];

    console_printf("muster: device tree: %s, which has an interrupt parent, is used: no driver "
                   "knows a root interrupt controller\n",
                   fdt_shown_name(device->node_offset, shown));
    return probe(device);
}

/* Returns the tree's first root controller that its driver can drive. A controller that has an
 * interrupt parent is not the machine's, and is used only if no driver knows a root. */
static const struct irqchip *find(const struct fdt_scan *scan)
{
    const struct fdt_device *other = NULL;
    const struct irqchip *found = NULL;
    bool has_root = false;

    for (unsigned int i = 0; i < scan->device_count && !found; i++) {
        const struct fdt_device *device = &scan->devices[i];
        if (drivers_start[device->match].kind != DRIVER_IRQCHIP)
            continue;
        if (fdt_irq_is_root(device)) {
            has_root = true;
            found = probe(device);
        } else if (!other) {
            other = device;
        }
    }
    return has_root || !other ? found : probe_other(other);
}

void irqchip_init(const struct fdt_scan *scan)
{
    fdt_irq_init(scan);
    irqchip = find(scan);
    irqchip_set_reach(scan->cpu_entries == nr_cpu_ids);
    if (irqchip)
        this_cpu_write(cpu_takes_interrupts, irqchip->init_cpu(smp_processor_id(), &everywhere));
    else
        console_printf("muster: no interrupt controller that a driver knows: waiting CPUs do not "
                       "sleep\n");
    arch_irq_unmask();
}

int irqchip_starting_cpu(unsigned int cpu)
{
    if (irqchip)
        this_cpu_write(cpu_takes_interrupts, irqchip->init_cpu(cpu, &everywhere));
    /* Full barrier between cpu_takes_interrupts and the word in which this CPU will say that it
     * sleeps, or between cpu_takes_interrupts and this CPU's look for work. Partner: the barrier of
     * a CPU that writes work, reads that word and then sends an interrupt; and the barrier of
     * irqchip_send_all_others(), which reads cpu_takes_interrupts. */
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

void irqchip_enable_everywhere(unsigned int irq, enum muster_irq_trigger trigger)
{
    everywhere.enabled |= UINT32_C(1) << irq;
    if (trigger == MUSTER_IRQ_EDGE)
        everywhere.edge |= UINT32_C(1) << irq;
    if (irqchip_ends_sleep()) {
        irqchip->set_trigger(irq, trigger);
        irqchip->enable(irq);
    }
}

void irqchip_save_cpu(void)
{
    if (this_cpu_read(cpu_takes_interrupts))
        irqchip->save_cpu();
}

bool irqchip_resume_cpu(void)
{
    return !this_cpu_read(cpu_takes_interrupts) || irqchip->resume_cpu();
}
