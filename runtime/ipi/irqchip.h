/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IRQCHIP_H
#define MUSTER_RUNTIME_IRQCHIP_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpumask.h>
#include <muster/irq.h>
#include <muster/linkage.h>
#include <muster/percpu.h>

/* Interrupts from CPU to CPU, and what a driver of an interrupt controller provides. */

struct fdt_device;

/* The interrupts that CPUs send each other, by their SGI number. */
enum ipi {
    IPI_WAKE_UP, /* ends a sleep: the CPU has something to look at */
    IPI_CPU_STOP,
    IPI_CALL,   /* the CPU's queue of cross calls is no longer empty */
    IPI_REPORT, /* the CPU is to write down what it does (debug/report.c) */
    IPI_TIMER,  /* the CPU's first deadline may have changed */
    IPI_COUNT,
    IPI_NMI = 7, /* in group 0, if that is ours: local masking does not keep it out */
};

/* Interrupts by number, as every GIC counts them. */
#define IRQ_FIRST_PRIVATE 16
#define IRQ_FIRST_SHARED 32
#define IRQ_LIMIT 1020 /* the highest shared interrupt is 1019 */
#define IRQ_NUMBER_MASK 0x3ffu

/* The middle of the priorities that a non-secure interrupt can have. */
#define IRQ_PRIORITY_DEFAULT 0xa0

/* The operations of an interrupt controller. A machine has one controller, with a driver below
 * drivers/irqchip. Operations on a private interrupt act on the calling CPU's. */
struct irqchip {
    /* sets up the calling CPU's part; interrupts are masked. Enables the private interrupts in
     * @p private_irqs, a bit each. Returns false if the CPU takes no interrupts, after a message
     * that says why */
    bool (*init_cpu)(unsigned int cpu, uint32_t private_irqs);
    /* undoes init_cpu(): the CPU takes no interrupts any more */
    void (*exit_cpu)(void);
    /* sets up again, after a power-down state, what init_cpu() set up and was lost with the CPU.
     * Which of its interrupts are enabled has been kept outside the CPU */
    void (*resume_cpu)(void);
    /* takes the most urgent pending interrupt. Returns the token that end() wants, with the number
     * in the bits of IRQ_NUMBER_MASK. A number from IRQ_LIMIT on: none was pending */
    uint32_t (*acknowledge)(void);
    void (*end)(uint32_t token);
    /* sends an SGI to @p cpu, or to the CPUs in @p mask; their parts have been set up. Earlier
     * stores are visible to them */
    void (*send)(unsigned int cpu, enum ipi ipi);
    void (*send_mask)(const struct cpumask *mask, enum ipi ipi);
    /* sends an SGI to all CPUs but this one; earlier stores are visible to them */
    void (*send_all_others)(enum ipi ipi);

    /* the first number beyond the shared interrupts */
    unsigned int (*limit)(void);
    /* sets a shared interrupt up, disabled */
    void (*prepare)(unsigned int irq);
    void (*enable)(unsigned int irq);
    /* returns when the interrupt is disabled; false if the controller does not answer */
    bool (*disable)(unsigned int irq);
    void (*raise)(unsigned int irq);
    void (*set_priority)(unsigned int irq, uint8_t priority);
    void (*set_trigger)(unsigned int irq, enum muster_irq_trigger trigger);
    void (*route)(unsigned int irq, unsigned int cpu);

    /* send_nmi() sends an interrupt that local masking does not keep out. Returns false if none is
     * ours to send. take_nmi() returns true if the interrupt that has come is such an interrupt.
     * NULL for a controller that never has one */
    bool (*send_nmi)(unsigned int cpu);
    bool (*take_nmi)(void);
};

/* The operations of an interrupt controller's driver (DRIVER_IRQCHIP). */
struct irqchip_driver {
    /* maps the registers and sets up what all CPUs share. Returns NULL if that fails. Called on the
     * boot CPU */
    const struct irqchip *(*probe)(const struct fdt_device *device);
};

/* The machine's controller. Set once by the boot CPU; NULL if the machine has none. */
extern const struct irqchip *irqchip MUSTER_LINK_NAME(irqchip) MUSTER_IN_THIS_PROGRAM;

/* True while the CPU takes interrupts. Written by that CPU. Other CPUs send no interrupts to a CPU
 * with false. */
DECLARE_PER_CPU(bool, cpu_takes_interrupts) MUSTER_LINK_NAME(cpu_takes_interrupts);

/* Notes whether every CPU of the machine has a logical number. If so, one interrupt may go to all
 * other CPUs at once. Called by the boot CPU while no other CPU runs. */
void irqchip_set_reach(bool all_are_ours) MUSTER_LINK_NAME(irqchip_set_reach);
/* Returns true if a CPU can interrupt another: the machine's controller has a driver. */
bool irqchip_can_send(void) MUSTER_LINK_NAME(irqchip_can_send);
/* Returns true if an interrupt ends the sleep of the calling CPU. It does not before the CPU's part
 * of the controller has been set up. */
static inline bool irqchip_ends_sleep(void)
{
    return this_cpu_read(cpu_takes_interrupts);
}
/* Interrupts @p cpu. **Ordering:** earlier stores are visible to @p cpu before. */
void irqchip_send(unsigned int cpu, enum ipi ipi) MUSTER_LINK_NAME(irqchip_send);
/* Interrupts every other CPU that takes interrupts. **Ordering:** earlier stores are visible to
 * them before. */
void irqchip_send_all_others(enum ipi ipi) MUSTER_LINK_NAME(irqchip_send_all_others);
/* Interrupts @p others: all other CPUs with a number, each of which takes interrupts. **Ordering:**
 * as irqchip_send(). */
void irqchip_broadcast(const struct cpumask *others, enum ipi ipi)
    MUSTER_LINK_NAME(irqchip_broadcast);
/* Interrupts the CPUs in @p mask, which are online. **Ordering:** as irqchip_send(). */
void irqchip_send_mask(const struct cpumask *mask, enum ipi ipi)
    MUSTER_LINK_NAME(irqchip_send_mask);
/* Interrupts @p cpu even if it has masked interrupts. Returns false if the machine has no such
 * interrupt. */
bool irqchip_send_nmi(unsigned int cpu) MUSTER_LINK_NAME(irqchip_send_nmi);

#endif
