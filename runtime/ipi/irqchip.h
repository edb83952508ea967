/* SPDX-License-Identifier: MIT */
/* The interrupt controller as the runtime sees it: the operations of its driver, and IPIs. */
#ifndef MUSTER_RUNTIME_IRQCHIP_H
#define MUSTER_RUNTIME_IRQCHIP_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpumask.h>
#include <muster/irq.h>
#include <muster/linkage.h>
#include <muster/percpu.h>

struct fdt_device;

/* The interrupts that CPUs send each other, by their SGI number. */
enum ipi {
    IPI_WAKE_UP, /* ends the CPU's sleep and does nothing else */
    IPI_CPU_STOP,
    IPI_CALL,   /* the CPU's queue of cross calls is no longer empty */
    IPI_REPORT, /* asks the CPU to report where it is */
    IPI_TIMER,  /* the CPU's first deadline may have changed */
    IPI_COUNT,
    /* in group 0, where that belongs to the runtime; local_irq_disable() does not mask it */
    IPI_NMI = 7,
};

/* Interrupt numbers (INTIDs), the same in every GIC. */
#define IRQ_FIRST_PRIVATE 16
#define IRQ_FIRST_SHARED 32
#define IRQ_LIMIT 1020 /* the highest shared interrupt is 1019 */
#define IRQ_NUMBER_MASK 0x3ffu

/* The middle of the priorities that a non-secure interrupt can have. */
#define IRQ_PRIORITY_DEFAULT 0xa0

/* What each CPU sets up of its private interrupts, a bit for each. */
struct private_irqs {
    uint32_t enabled; /* enabled from the CPU's start on */
    uint32_t edge;    /* triggered by an edge; all others by a level */
};

/* The operations of the machine's only interrupt controller, from a driver below drivers/irqchip.
 * An operation on a private interrupt is for the calling CPU's own. */
struct irqchip {
    /* Sets up the calling CPU's part, with interrupts masked, whatever state an earlier stage has
     * left: no private interrupt is pending or active, and those of @p private_irqs are enabled.
     * The set-up has taken effect when the function returns. Returns false, after a message on the
     * console, when the CPU cannot take interrupts. */
    bool (*init_cpu)(unsigned int cpu, const struct private_irqs *private_irqs);
    /* Undoes init_cpu(): the calling CPU takes no interrupts any more. */
    void (*exit_cpu)(void);
    /* Keeps the set-up of the calling CPU's private interrupts before a power-down state, which may
     * lose it. Called with interrupts masked, and not in a handler: no interrupt is active. */
    void (*save_cpu)(void);
    /* Sets up the calling CPU's part again as at save_cpu(). What is pending stays pending. Returns
     * false if the part that all CPUs share has lost its set-up, and with it each shared
     * interrupt. */
    bool (*resume_cpu)(void);
    /* Takes the most urgent pending interrupt. Returns the token that end() needs; the bits of
     * IRQ_NUMBER_MASK hold the interrupt's number. A number from IRQ_LIMIT on means that none was
     * pending. */
    uint32_t (*acknowledge)(void);
    void (*end)(uint32_t token);
    /* Sends an SGI to one CPU. The CPU's part must have been set up. Earlier stores of the caller
     * are visible to that CPU. */
    void (*send)(unsigned int cpu, enum ipi ipi);
    /* Sends an SGI to the CPUs in @p mask, as send() does to one. */
    void (*send_mask)(const struct cpumask *mask, enum ipi ipi);
    /* Sends an SGI to all CPUs except the calling one. Earlier stores are visible to them. */
    void (*send_all_others)(enum ipi ipi);

    /* Returns the first number that no shared interrupt has. */
    unsigned int (*limit)(void);
    /* Sets up a shared interrupt, disabled. */
    void (*prepare)(unsigned int irq);
    void (*enable)(unsigned int irq);
    /* Disables an interrupt and returns when that has taken effect. Returns false when the
     * controller does not answer. */
    bool (*disable)(unsigned int irq);
    void (*raise)(unsigned int irq);
    void (*set_priority)(unsigned int irq, uint8_t priority);
    void (*set_trigger)(unsigned int irq, enum muster_irq_trigger trigger);
    void (*route)(unsigned int irq, unsigned int cpu);

    /* Sends an interrupt that local_irq_disable() does not mask. Returns false when the machine has
     * none for the runtime. NULL for a controller that never has one. */
    bool (*send_nmi)(unsigned int cpu);
    /* Returns true if the FIQ that has come is such an interrupt. NULL if send_nmi is. */
    bool (*take_nmi)(void);
};

/* The operations of an interrupt controller's driver (DRIVER_IRQCHIP). */
struct irqchip_driver {
    /* Maps the registers and sets up what all CPUs share. Called on the boot CPU. Returns NULL when
     * it cannot. */
    const struct irqchip *(*probe)(const struct fdt_device *device);
    /* In the device tree, the first cell of an interrupt is its number among the private ones.
     * Otherwise the cells are a GIC's. */
    bool numbers_are_private;
};

/* The machine's controller. The boot CPU sets it once; it stays NULL without a driver. */
extern const struct irqchip *irqchip MUSTER_LINK_NAME(irqchip) MUSTER_IN_THIS_PROGRAM;

/* True while the CPU takes interrupts. Only the CPU itself writes it. Other CPUs send no interrupt
 * to a CPU that takes none. */
DECLARE_PER_CPU(bool, cpu_takes_interrupts) MUSTER_LINK_NAME(cpu_takes_interrupts);

/* Says whether every CPU of the machine has a logical number. If so, one interrupt may be sent to
 * all other CPUs at once. Called by the boot CPU while no other CPU runs. */
void irqchip_set_reach(bool all_are_ours) MUSTER_LINK_NAME(irqchip_set_reach);
/* Returns true if a CPU can interrupt another one, which needs a driver. */
bool irqchip_can_send(void) MUSTER_LINK_NAME(irqchip_can_send);
/* Returns true if an interrupt ends the sleep of the calling CPU: once its part of the controller
 * has been set up. */
static inline bool irqchip_ends_sleep(void)
{
    return this_cpu_read(cpu_takes_interrupts);
}
/* Interrupts one CPU. **Ordering:** the CPU sees the caller's earlier stores. */
void irqchip_send(unsigned int cpu, enum ipi ipi) MUSTER_LINK_NAME(irqchip_send);
/* Interrupts every other CPU that takes interrupts. **Ordering:** they see the caller's earlier
 * stores. */
void irqchip_send_all_others(enum ipi ipi) MUSTER_LINK_NAME(irqchip_send_all_others);
/* Interrupts @p others, which must be all CPUs with a number except the calling one. All of them
 * must take interrupts. **Ordering:** as irqchip_send(). */
void irqchip_broadcast(const struct cpumask *others, enum ipi ipi)
    MUSTER_LINK_NAME(irqchip_broadcast);
/* Interrupts the CPUs of @p mask, which must be online. **Ordering:** as irqchip_send(). */
void irqchip_send_mask(const struct cpumask *mask, enum ipi ipi)
    MUSTER_LINK_NAME(irqchip_send_mask);
/* Interrupts a CPU that has masked its interrupts. Returns false when the machine cannot do
 * that. */
bool irqchip_send_nmi(unsigned int cpu) MUSTER_LINK_NAME(irqchip_send_nmi);

#endif
