/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IRQCHIP_INIT_H
#define MUSTER_RUNTIME_IRQCHIP_INIT_H

#include <muster/linkage.h>

struct fdt_scan;

/* Finds the machine's controller and sets up the boot CPU's part of it. */
void irqchip_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(irqchip_init);
/* Callbacks of CPUHP_AP_IRQCHIP_STARTING. */
int irqchip_starting_cpu(unsigned int cpu) MUSTER_LINK_NAME(irqchip_starting_cpu);
int irqchip_dying_cpu(unsigned int cpu) MUSTER_LINK_NAME(irqchip_dying_cpu);
/* This CPU's part after a power-down state, lost or not; interrupts masked. */
void irqchip_resume_cpu(void) MUSTER_LINK_NAME(irqchip_resume_cpu);
/* Enables a private interrupt on this CPU, and on each that comes up from now on. */
void irqchip_enable_everywhere(unsigned int irq) MUSTER_LINK_NAME(irqchip_enable_everywhere);

#endif
