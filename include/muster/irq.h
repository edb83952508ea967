/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_IRQ_H
#define MUSTER_IRQ_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/arch/cpu.h>
#include <muster/cpumask.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Interrupts: handlers, routing, masking.
 *
 * A number is the controller's own (INTID). 16 to 31 are a CPU's private interrupts (PPIs), which
 * each CPU has for itself. Those from 32 on are shared (SPIs), and go to one CPU each. 0 to 15
 * belong to the runtime (cross calls: <muster/smp_call.h>). muster_irq_from_fdt() finds the number
 * of a device's interrupt.
 *
 * A handler runs on its CPU's IRQ stack (MUSTER_IRQ_STACK_BYTES, 8 KiB by default) with interrupts
 * masked until it returns: handlers never nest. A handler may use FP registers and
 * console_printf(), and start timers and cross calls that it does not wait for. It must not wait,
 * sleep, or call printf() and its kin, which it may have interrupted. It may call malloc(), free()
 * and their kin. On a CPU that waits in the runtime handlers are called without an exception, with
 * the same rules.
 *
 * @addtogroup irq
 * @{
 */

/**
 * A handler.
 *
 * @param irq       the interrupt
 * @param argument  that of muster_irq_request()
 * @return true if its device wanted something. If a handler returns false a thousand times in a
 *         row, the interrupt is disabled, with a message: its device could keep the CPU busy for
 *         ever
 */
typedef bool (*muster_irq_handler)(unsigned int irq, void *argument);

/** What makes a shared interrupt pending. */
enum muster_irq_trigger {
    /** The line is active. */
    MUSTER_IRQ_LEVEL,
    /** The line becomes active. */
    MUSTER_IRQ_EDGE,
};

/** How many interrupts can have a handler at a time. */
#define MUSTER_IRQ_HANDLERS_MAX 64

/**
 * Gives a shared interrupt its handler, routes it to the calling CPU and enables it. It is
 * triggered by level until muster_irq_set_trigger(), and its priority is the middle one.
 *
 * @param irq       the interrupt
 * @param handler   called on the CPU that the interrupt goes to
 * @param argument  the handler's argument
 * @param name      for messages; must stay valid
 * @retval 0        the handler is in place
 * @retval -EINVAL  no shared interrupt of the controller, or no handler
 * @retval -EBUSY   it has a handler
 * @retval -ENOSPC  MUSTER_IRQ_HANDLERS_MAX others have handlers
 * @retval -ENODEV  there is no interrupt controller
 *
 * **Context:** any online CPU, constructors included, not in a handler.
 * **Ordering:** the handler sees what the caller wrote before.
 */
int muster_irq_request(unsigned int irq, muster_irq_handler handler, void *argument,
                       const char *name);

/**
 * Disables an interrupt, shared or private, and takes its handler away. After 0 the handler runs on
 * no CPU and will not be called again.
 *
 * @param irq  the interrupt
 * @retval 0           the handler is gone
 * @retval -EINVAL     it has none
 * @retval -ETIMEDOUT  the handler has not returned within call.timeout_ms (kernel command line), if
 *                     that is set: it stays, disabled
 * @retval -EDEADLK    in a handler
 *
 * **Context:** any online CPU, constructors included, not in a handler; waits.
 */
int muster_irq_free(unsigned int irq);

/**
 * Lets an interrupt through again. One that came while it was disabled is pending.
 *
 * For a private interrupt it counts on the calling CPU only, and no more once that CPU has been
 * down: a driver enables it in a hotplug state (<muster/cpuhp.h>).
 *
 * @param irq  the interrupt
 * @retval 0        it is enabled
 * @retval -EINVAL  it has no handler
 * @retval -EIO     the controller does not answer
 * @retval -ENODEV  it is a private interrupt of a CPU that takes none
 *
 * **Context:** any CPU, handlers included.
 */
int muster_irq_enable(unsigned int irq);

/**
 * Keeps an interrupt out; one that comes stays pending. Its handler is not called again, but may
 * still be running on its CPU. For a private interrupt it counts on the calling CPU only.
 *
 * @param irq  the interrupt
 * @return as muster_irq_enable()
 *
 * **Context:** any CPU, handlers included.
 */
int muster_irq_disable(unsigned int irq);

/**
 * Gives a private interrupt its handler, which is the same for all CPUs. Each CPU enables it for
 * itself (muster_irq_enable()).
 *
 * @param irq       the interrupt
 * @param handler   called on the CPU that the interrupt has come to
 * @param argument  the handler's argument
 * @param name      for messages; must stay valid
 * @return as muster_irq_request(), for private interrupts
 *
 * **Context, ordering:** those of muster_irq_request().
 */
int muster_percpu_irq_request(unsigned int irq, muster_irq_handler handler, void *argument,
                              const char *name);

/**
 * Routes a shared interrupt to one CPU of a mask, the first that is online.
 *
 * When that CPU goes down, the interrupt moves to another CPU of the mask that is online, or else
 * to any that is, with a message. An interrupt that is pending moves as well.
 *
 * @param irq   the interrupt
 * @param mask  the CPUs
 * @retval 0        it is routed
 * @retval -EINVAL  it has no handler, or is private
 * @retval -ENODEV  no CPU of the mask is online
 *
 * **Context:** any CPU.
 */
int muster_irq_set_affinity(unsigned int irq, const struct cpumask *mask);

/**
 * Returns the CPU that a shared interrupt goes to.
 *
 * @param irq  the interrupt
 * @return the CPU; -EINVAL if it has no handler, or is private
 *
 * **Context:** any CPU.
 */
int muster_irq_cpu(unsigned int irq);

/**
 * Sets the priority of an interrupt: which of several pending interrupts comes first. For a private
 * interrupt on the calling CPU.
 *
 * @param irq       the interrupt
 * @param priority  0 the most urgent to 255 the least. The controller keeps the upper bits, four of
 *                  them at least; up to 0x10 and from 0xe0 on priorities are the same
 * @retval 0        the priority is set
 * @retval -EINVAL  it has no handler, or the priority is too large
 *
 * **Context:** any CPU.
 */
int muster_irq_set_priority(unsigned int irq, unsigned int priority);

/**
 * Sets what makes a shared interrupt pending. Disable the interrupt first.
 *
 * @param irq      the interrupt
 * @param trigger  level or edge
 * @retval 0        the trigger is set
 * @retval -EINVAL  it has no handler, or is private: the machine decides about these
 *
 * **Context:** any CPU.
 */
int muster_irq_set_trigger(unsigned int irq, enum muster_irq_trigger trigger);

/**
 * Makes an interrupt pending as if its device had. For a private interrupt on the calling CPU.
 *
 * @param irq  the interrupt
 * @retval 0        it is pending
 * @retval -EINVAL  it has no handler
 *
 * **Context:** any CPU.
 */
int muster_irq_raise(unsigned int irq);

/**
 * Finds the number and the trigger of a device's interrupt, from its node in the device tree
 * (`interrupts` with the `interrupt-parent` that it inherits, or `interrupts-extended`).
 *
 * @param node_offset  libfdt's offset of the node in muster_fdt()
 * @param index        which of the node's interrupts, from 0 on
 * @param trigger      gets the trigger
 * @retval -ENOENT      the node has no such interrupt
 * @retval -EINVAL      the properties make no sense
 * @retval -EOPNOTSUPP  it is of another controller than the machine's, or a kind of interrupt that
 *                      the controller does not have
 * @return otherwise the number
 *
 * **Context:** any CPU, from the first constructor on.
 */
int muster_irq_from_fdt(int node_offset, unsigned int index, enum muster_irq_trigger *trigger);

/** How many interrupts have come to a CPU so far. */
struct muster_irq_counts {
    /** interrupts handled, cross calls and timers included */
    uint64_t handled;
    /** the controller had none after all: it was withdrawn, or another CPU took it */
    uint64_t spurious;
    /** without a handler, each disabled when it came, or with one that did not want it */
    uint64_t unknown;
};
/**
 * Tells how many interrupts have come to a CPU.
 *
 * @param cpu     the CPU
 * @param counts  gets the answer
 * @retval 0        the answer is there
 * @retval -EINVAL  @p cpu is not possible
 *
 * **Context:** any CPU, any time.
 */
int muster_irq_counts(unsigned int cpu, struct muster_irq_counts *counts);

/**
 * Returns true if the caller is a handler, a timer's function or a cross call's.
 *
 * @return true in interrupt context
 *
 * **Context:** any CPU, any time.
 */
bool muster_in_irq(void);

/**
 * Masks this CPU's interrupts, and keeps how they were. Sections may nest.
 *
 * Interrupts that come in between stay pending. A watchdog report and the stop of a panic come
 * through if the controller has a way (docs/irq.md).
 *
 * @param flags  a variable of type uint64_t; gets the interrupt state
 *
 * **Context:** any CPU, any time.
 */
#define local_irq_save(flags) ((void)((flags) = arch_irq_save()))

/**
 * Restores this CPU's interrupt state.
 *
 * @param flags  what local_irq_save() stored
 *
 * **Context:** any CPU, any time.
 */
#define local_irq_restore(flags) arch_irq_restore(flags)

/**
 * Masks this CPU's interrupts.
 *
 * **Context:** any CPU, any time.
 */
static inline void local_irq_disable(void);

/**
 * Unmasks this CPU's interrupts.
 *
 * **Context:** any CPU, any time but in a handler.
 */
static inline void local_irq_enable(void);

/**
 * Returns true if this CPU's interrupts are masked.
 *
 * @return true if they are masked
 *
 * **Context:** any CPU, any time.
 */
static inline bool irqs_disabled(void);

/** @} */

/** @cond internal */

static inline void local_irq_disable(void)
{
    arch_irq_mask();
}

static inline void local_irq_enable(void)
{
    arch_irq_unmask();
}

static inline bool irqs_disabled(void)
{
    return arch_irqs_are_masked();
}

/** @endcond */

MUSTER_END_DECLS

#endif
