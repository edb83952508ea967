/* SPDX-License-Identifier: MIT */
#include "irqchip.h"

#include <stddef.h>

#include <muster/console.h>
#include <muster/panic.h>
#include <muster/smp.h>

#include "arch.h"
#include "device.h"
#include "exit.h"

/* The machine's controller: set once by the boot CPU, or NULL for good. */
static const struct irqchip *irqchip;

void irqchip_init(const struct fdt_scan *scan)
{
    for (const struct irqchip_driver *driver = irqchip_drivers_start; driver < irqchip_drivers_end;
         driver++) {
        const struct fdt_device *device = device_find(scan, driver->compatible);
        if (device && (irqchip = driver->probe(device)))
            break;
    }
    if (irqchip)
        irqchip->init_cpu(smp_processor_id());
    else
        console_printf("muster: no interrupt controller that a driver knows: waiting CPUs do not "
                       "sleep\n");
    arch_irq_unmask();
}

int irqchip_starting_cpu(unsigned int cpu)
{
    if (irqchip)
        irqchip->init_cpu(cpu);
    return 0;
}

int irqchip_dying_cpu(unsigned int cpu)
{
    (void)cpu;
    if (irqchip)
        irqchip->exit_cpu();
    return 0;
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

void irqchip_send_all_others(enum ipi ipi)
{
    if (irqchip)
        irqchip->send_all_others(ipi);
}

void irq_dispatch(void)
{
    uint32_t intid, token;

    if (!irqchip)
        panic("an interrupt without a driver for the interrupt controller");
    while (irqchip->acknowledge(&intid, &token)) {
        irqchip->end(token);
        if (intid == IPI_CPU_STOP)
            stop_this_cpu();
    }
}
