/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_IRQ_H
#define MUSTER_IRQ_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/arch/cpu.h>
#include <muster/cpumask.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * Interrupts. A number is the controller's own (INTID): 16 to 31 are a CPU's private ones (PPIs),
 * which each CPU has for itself; those from 32 on are shared (SPIs), and go to one CPU each. 0 to
 * 15 belong to the runtime (cross calls: <muster/smp_call.h>). muster_irq_from_fdt() has the
 * number of a device's.
 *
 * A handler runs on its CPU's IRQ stack (MUSTER_IRQ_STACK_BYTES, 8 KiB by default) with interrupts
 * masked until it returns: handlers never nest. It may use FP registers and console_printf(), and
 * start timers and cross calls that nobody waits for; it must not wait, sleep, or call malloc(),
 * printf() and their kin, which it may have interrupted.
 * On a CPU that waits in the runtime handlers are called without an exception, with the same rules.
 */

/**
 * A handler.
 * @return whether its device wanted something. An interrupt whose handler says no a thousand times
 *         in a row is disabled, with a message: its device could keep the CPU busy for ever.
 */
typedef bool (*muster_irq_handler)(unsigned int irq, void *argument);

/** What makes a shared interrupt pending. */
enum muster_irq_trigger { MUSTER_IRQ_LEVEL, MUSTER_IRQ_EDGE };

/** How many interrupts can have a handler at a time. */
#define MUSTER_IRQ_HANDLERS_MAX 64

/**
 * Gives a shared interrupt its handler, routes it to the calling CPU and enables it. Its trigger is
 * level until muster_irq_set_trigger(), its priority the middle one.
 *
 * @param name  for messages; must stay valid
 * @return 0; -EINVAL for a number that is no shared interrupt of the controller, or no handler;
 *         -EBUSY when it has a handler; -ENOSPC with MUSTER_IRQ_HANDLERS_MAX others; -ENODEV
 *         without an interrupt controller.
 * **Context:** any online CPU, constructors included, not in a handler.
 * **Ordering:** what the caller wrote before is seen by the handler.
 */
int muster_irq_request(unsigned int irq, muster_irq_handler handler, void *argument,
                       const char *name);

/**
 * Takes the handler away from an interrupt, shared or private, which is disabled first. When it
 * returns the handler runs on no CPU and will not be called again.
 * @return 0; -EINVAL when it has none; -ETIMEDOUT when the handler does not return: it stays then,
 *         disabled; -EDEADLK in a handler.
 * **Context:** as muster_irq_request(); waits, a bounded time.
 */
int muster_irq_free(unsigned int irq);

/**
 * Lets an interrupt through again, or keeps it out; one that comes while it is disabled stays
 * pending. After muster_irq_disable() its handler is not called again, but may still be running on
 * its CPU. For a private interrupt: on the calling CPU only, and no more once that CPU has been
 * down, so that a driver enables it in a hotplug state (<muster/cpuhp.h>).
 * @return 0; -EINVAL when the interrupt has no handler; -EIO when the controller does not answer;
 *         -ENODEV for a private interrupt of a CPU that takes none.
 * **Context:** any CPU, handlers included.
 */
int muster_irq_enable(unsigned int irq);
int muster_irq_disable(unsigned int irq);

/**
 * As muster_irq_request(), for a private interrupt: the handler is all CPUs', each enables it for
 * itself (muster_irq_enable()).
 */
int muster_percpu_irq_request(unsigned int irq, muster_irq_handler handler, void *argument,
                              const char *name);

/**
 * Routes a shared interrupt to one CPU of @p mask, the first that is online. When that CPU goes
 * down the interrupt moves to another of the mask that is online, or to any that is, with a
 * message. One that is pending moves as well.
 * @return 0; -EINVAL when it has no handler or is private; -ENODEV when no CPU of the mask is
 *         online.
 * **Context:** any CPU.
 */
int muster_irq_set_affinity(unsigned int irq, const struct cpumask *mask);

/** The CPU that a shared interrupt with a handler goes to, or -EINVAL. */
int muster_irq_cpu(unsigned int irq);

/**
 * Which of several pending interrupts comes first: 0 the most urgent, 255 the least; the controller
 * keeps the upper bits, four of them at least; up to 0x10 and from 0xe0 on they are the same. For a
 * private interrupt on the calling CPU.
 * @return 0; -EINVAL when it has no handler or @p priority is too large.
 */
int muster_irq_set_priority(unsigned int irq, unsigned int priority);

/**
 * What makes a shared interrupt pending; disable it first.
 * @return 0; -EINVAL when it has no handler or is private (the machine decides about these).
 */
int muster_irq_set_trigger(unsigned int irq, enum muster_irq_trigger trigger);

/**
 * Makes an interrupt pending as if its device had. For a private one on the calling CPU.
 * @return 0; -EINVAL when it has no handler.
 */
int muster_irq_raise(unsigned int irq);

/**
 * The number and the trigger of a device's interrupt, from its node in the device tree
 * (`interrupts` with the `interrupt-parent` that it inherits, or `interrupts-extended`).
 * @param node_offset  libfdt's offset of the node in muster_fdt()
 * @param index        which of the node's interrupts, from 0 on
 * @return the number; -ENOENT when the node has no such interrupt; -EINVAL for properties that make
 *         no sense; -EOPNOTSUPP for another controller than the machine's, or a kind of interrupt
 *         that it does not have.
 * **Context:** any CPU, from the first constructor on.
 */
int muster_irq_from_fdt(int node_offset, unsigned int index, enum muster_irq_trigger *trigger);

/** What has come to a CPU so far. */
struct muster_irq_counts {
    /** interrupts handled, cross calls and timers included */
    uint64_t handled;
    /** the controller had none after all: it was withdrawn, or another CPU took it */
    uint64_t spurious;
    /** without a handler, each disabled when it came, or with one that did not want it */
    uint64_t unknown;
};
/** @return 0, or -EINVAL when @p cpu is not possible. **Context:** any CPU. */
int muster_irq_counts(unsigned int cpu, struct muster_irq_counts *counts);

/** Whether the caller is a handler, a timer's function or a cross call's. **Context:** any CPU. */
bool muster_in_irq(void);

/**
 * Masks this CPU's interrupts and keeps in @p flags, a uint64_t, how they were; and puts that back.
 * Sections may nest. What comes in between stays pending; a watchdog report and the stop of a panic
 * come through where the controller has a way (docs/irq.md).
 */
#define local_irq_save(flags) ((void)((flags) = arch_irq_save()))
#define local_irq_restore(flags) arch_irq_restore(flags)
/** Masks this CPU's interrupts, whatever they were. */
static inline void local_irq_disable(void)
{
    arch_irq_mask();
}
/** Unmasks this CPU's interrupts. */
static inline void local_irq_enable(void)
{
    arch_irq_unmask();
}
/** Whether this CPU's interrupts are masked. */
static inline bool irqs_disabled(void)
{
    return arch_irqs_are_masked();
}

MUSTER_END_DECLS

#endif
