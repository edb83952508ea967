/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IRQCHIP_INIT_H
#define MUSTER_RUNTIME_IRQCHIP_INIT_H

#include <muster/linkage.h>

/* The interrupt controller's set-up, for the machine and for each CPU. */

struct fdt_scan;

/* Finds the machine's controller and sets up the boot CPU's part of it. Unmasks interrupts. Called
 * by the boot CPU. */
void irqchip_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(irqchip_init);
/* Sets up the calling CPU's part of the controller. The startup of CPUHP_AP_IRQCHIP_STARTING, also
 * called by a CPU that parks. */
int irqchip_starting_cpu(unsigned int cpu) MUSTER_LINK_NAME(irqchip_starting_cpu);
/* Shuts down the calling CPU's part of the controller. The teardown of
 * CPUHP_AP_IRQCHIP_STARTING. */
int irqchip_dying_cpu(unsigned int cpu) MUSTER_LINK_NAME(irqchip_dying_cpu);
/* Restores the calling CPU's part after a power-down state, lost or not. Interrupts are masked. */
void irqchip_resume_cpu(void) MUSTER_LINK_NAME(irqchip_resume_cpu);
/* Enables a private interrupt on this CPU, and on each CPU that comes up later. */
void irqchip_enable_everywhere(unsigned int irq) MUSTER_LINK_NAME(irqchip_enable_everywhere);

#endif
