/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IRQCHIP_H
#define MUSTER_RUNTIME_IRQCHIP_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

struct fdt_device;
struct fdt_scan;

/* The interrupts that CPUs send each other, by their SGI number. */
enum ipi {
    IPI_WAKE_UP, /* there is something to look at: does nothing itself */
    IPI_CPU_STOP,
};

/* An interrupt controller: one instance a machine, by a driver below drivers/irqchip. */
struct irqchip {
    /* this CPU's part, finished when it returns; on the CPU itself, interrupts masked. False when
     * the CPU takes no interrupts, which has been said then */
    bool (*init_cpu)(unsigned int cpu);
    /* undoes that: the CPU takes no interrupt any more */
    void (*exit_cpu)(void);
    /* after a power-down state: what init_cpu() set up and was lost with the CPU; which of its
     * interrupts are enabled has been kept outside it */
    void (*resume_cpu)(void);
    /* takes the most urgent pending interrupt: its number and what end() wants; false if none */
    bool (*acknowledge)(uint32_t *intid, uint32_t *token);
    void (*end)(uint32_t token);
    /* sends an SGI to one CPU, whose part has been set up; earlier stores are visible to it */
    void (*send)(unsigned int cpu, enum ipi ipi);
    /* sends an SGI to all CPUs but this one; earlier stores are visible to them */
    void (*send_all_others)(enum ipi ipi);
};

/* A driver in the table: chosen when a node of the device tree has this compatible. */
struct irqchip_driver {
    const char *compatible;
    /* on the boot CPU: maps the registers, sets up what all CPUs share; NULL when it cannot */
    const struct irqchip *(*probe)(const struct fdt_device *device);
};
#define IRQCHIP_DRIVER(name, compatible_string, function)                                          \
    static const struct irqchip_driver irqchip_driver_##name __attribute__((                       \
        used, section(".muster_irqchip_drivers"), aligned(8))) = {compatible_string, function}

/* Finds the machine's controller and sets up the boot CPU's part of it. */
void irqchip_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(irqchip_init);
/* Callbacks of CPUHP_AP_IRQCHIP_STARTING. */
int irqchip_starting_cpu(unsigned int cpu) MUSTER_LINK_NAME(irqchip_starting_cpu);
int irqchip_dying_cpu(unsigned int cpu) MUSTER_LINK_NAME(irqchip_dying_cpu);
/* This CPU's part after a power-down state, lost or not; interrupts masked. */
void irqchip_resume_cpu(void) MUSTER_LINK_NAME(irqchip_resume_cpu);
/* Whether a CPU can be interrupted by another: there is a driver. */
bool irqchip_can_send(void) MUSTER_LINK_NAME(irqchip_can_send);
/* Whether an interrupt ends the sleep of the calling CPU: not before its part has been set up. */
bool irqchip_ends_sleep(void) MUSTER_LINK_NAME(irqchip_ends_sleep);
/* Interrupts one CPU. **Ordering:** earlier stores are visible to it before. */
void irqchip_send(unsigned int cpu, enum ipi ipi) MUSTER_LINK_NAME(irqchip_send);
/* Interrupts every other CPU that takes interrupts. **Ordering:** earlier stores are visible to
 * them before. */
void irqchip_send_all_others(enum ipi ipi) MUSTER_LINK_NAME(irqchip_send_all_others);

#endif
