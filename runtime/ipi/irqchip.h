/* SPDX-License-Identifier: MIT */
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
    IPI_WAKE_UP, /* there is something to look at: does nothing itself */
    IPI_CPU_STOP,
    IPI_CALL,   /* the CPU's queue of cross calls is no longer empty */
    IPI_REPORT, /* the CPU is to print what it does */
    IPI_TIMER,  /* the CPU's first deadline may have changed */
    IPI_COUNT,
    IPI_NMI = 7, /* in group 0, where the controller has one for us: not masked by local masking */
};

/* Interrupts by number, as every GIC counts them. */
#define IRQ_FIRST_PRIVATE 16
#define IRQ_FIRST_SHARED 32
#define IRQ_LIMIT 1020 /* the highest shared one is 1019 */
#define IRQ_NUMBER_MASK 0x3ffu

/* The middle of the priorities that a non-secure interrupt can have. */
#define IRQ_PRIORITY_DEFAULT 0xa0

/* An interrupt controller: one instance a machine, by a driver below drivers/irqchip. Operations
 * on a private interrupt are for the calling CPU's. */
struct irqchip {
    /* this CPU's part, finished when it returns; on the CPU itself, interrupts masked. Enables the
     * private interrupts in @p private_irqs, a bit each. False when the CPU takes no interrupts,
     * which has been said then */
    bool (*init_cpu)(unsigned int cpu, uint32_t private_irqs);
    /* undoes that: the CPU takes no interrupt any more */
    void (*exit_cpu)(void);
    /* after a power-down state: what init_cpu() set up and was lost with the CPU; which of its
     * interrupts are enabled has been kept outside it */
    void (*resume_cpu)(void);
    /* takes the most urgent pending interrupt: what end() wants, with the number in the bits of
     * IRQ_NUMBER_MASK; from IRQ_LIMIT on there was none */
    uint32_t (*acknowledge)(void);
    void (*end)(uint32_t token);
    /* sends an SGI to one CPU, or to some, whose parts have been set up; earlier stores are visible
     * to them */
    void (*send)(unsigned int cpu, enum ipi ipi);
    void (*send_mask)(const struct cpumask *mask, enum ipi ipi);
    /* sends an SGI to all CPUs but this one; earlier stores are visible to them */
    void (*send_all_others)(enum ipi ipi);

    /* the first number beyond the shared interrupts */
    unsigned int (*limit)(void);
    /* sets a shared interrupt up, disabled */
    void (*prepare)(unsigned int irq);
    void (*enable)(unsigned int irq);
    /* returns when it has its effect: false when the controller does not answer */
    bool (*disable)(unsigned int irq);
    void (*raise)(unsigned int irq);
    void (*set_priority)(unsigned int irq, uint8_t priority);
    void (*set_trigger)(unsigned int irq, enum muster_irq_trigger trigger);
    void (*route)(unsigned int irq, unsigned int cpu);

    /* an interrupt that local masking does not keep out: false when there is none for us; NULL for
     * a controller that never has one. And whether the one that has come is such */
    bool (*send_nmi)(unsigned int cpu);
    bool (*take_nmi)(void);
};

/* The operations of an interrupt controller's driver (DRIVER_IRQCHIP). */
struct irqchip_driver {
    /* on the boot CPU: maps the registers, sets up what all CPUs share; NULL when it cannot */
    const struct irqchip *(*probe)(const struct fdt_device *device);
};

/* The machine's controller: set once by the boot CPU, or NULL for good. */
extern const struct irqchip *irqchip MUSTER_LINK_NAME(irqchip) MUSTER_IN_THIS_PROGRAM;

/* Whether the CPU takes interrupts: written by it; others spare those that do not. */
DECLARE_PER_CPU(bool, cpu_takes_interrupts) MUSTER_LINK_NAME(cpu_takes_interrupts);

/* Says whether the machine has no CPU without a number: then one interrupt may go to all others at
 * once. The boot CPU, while it is alone. */
void irqchip_set_reach(bool all_are_ours) MUSTER_LINK_NAME(irqchip_set_reach);
/* Whether a CPU can be interrupted by another: there is a driver. */
bool irqchip_can_send(void) MUSTER_LINK_NAME(irqchip_can_send);
/* Whether an interrupt ends the sleep of the calling CPU: not before its part has been set up. */
static inline bool irqchip_ends_sleep(void)
{
    return this_cpu_read(cpu_takes_interrupts);
}
/* Interrupts one CPU. **Ordering:** earlier stores are visible to it before. */
void irqchip_send(unsigned int cpu, enum ipi ipi) MUSTER_LINK_NAME(irqchip_send);
/* Interrupts every other CPU that takes interrupts. **Ordering:** earlier stores are visible to
 * them before. */
void irqchip_send_all_others(enum ipi ipi) MUSTER_LINK_NAME(irqchip_send_all_others);
/* Interrupts @p others: all CPUs with a number but this one, all of which take interrupts.
 * **Ordering:** as above. */
void irqchip_broadcast(const struct cpumask *others, enum ipi ipi)
    MUSTER_LINK_NAME(irqchip_broadcast);
/* Interrupts CPUs that are online. **Ordering:** as above. */
void irqchip_send_mask(const struct cpumask *mask, enum ipi ipi)
    MUSTER_LINK_NAME(irqchip_send_mask);
/* Interrupts a CPU that has its interrupts masked: false when the machine has no way. */
bool irqchip_send_nmi(unsigned int cpu) MUSTER_LINK_NAME(irqchip_send_nmi);

#endif
