/* SPDX-License-Identifier: MIT */
/* Sets up the interrupt controller: once for the machine, and on each CPU. */
#ifndef MUSTER_RUNTIME_IRQCHIP_INIT_H
#define MUSTER_RUNTIME_IRQCHIP_INIT_H

#include <muster/irq.h>
#include <muster/linkage.h>

struct fdt_scan;

/* Finds the machine's controller and sets up the boot CPU's part of it. Called by the boot CPU. */
void irqchip_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(irqchip_init);
/* Sets up the calling CPU's part of the controller. The startup of CPUHP_AP_IRQCHIP_STARTING; also
 * called by a CPU that parks. */
int irqchip_starting_cpu(unsigned int cpu) MUSTER_LINK_NAME(irqchip_starting_cpu);
/* Shuts down the calling CPU's part of the controller, and routes its shared interrupts to other
 * CPUs. The teardown of CPUHP_AP_IRQCHIP_STARTING. */
int irqchip_dying_cpu(unsigned int cpu) MUSTER_LINK_NAME(irqchip_dying_cpu);
/* Keeps this CPU's part before a power-down state. Interrupts are masked. */
void irqchip_save_cpu(void) MUSTER_LINK_NAME(irqchip_save_cpu);
/* Sets up this CPU's part again after a power-down state, whether or not the state has lost it.
 * Interrupts have been masked since irqchip_save_cpu(). Returns false if the state has also turned
 * off what all CPUs share of the controller. */
bool irqchip_resume_cpu(void) MUSTER_LINK_NAME(irqchip_resume_cpu);
/* Sets the trigger of a private interrupt, and enables it, on this CPU and on each CPU that comes
 * up later. Called by the boot CPU before it starts others. */
void irqchip_enable_everywhere(unsigned int irq, enum muster_irq_trigger trigger)
    MUSTER_LINK_NAME(irqchip_enable_everywhere);

#endif
