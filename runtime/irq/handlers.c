/* SPDX-License-Identifier: MIT */
#include "irq/handlers.h"

#include <errno.h>
#include <stddef.h>

#include <muster/console.h>
#include <muster/order.h>
#include <muster/smp.h>
#include <muster/spinlock.h>

#include "base/backoff.h"
#include "base/ticks.h"
#include "base/wait_limit.h"
#include "ipi/call_timeout.h"
#include "ipi/irqchip.h"
#include "irq/irq.h"
#include "irq/irqchip_init.h"

/* Registers the handlers of interrupts, and chooses the CPU that a shared interrupt goes to. */

/* An interrupt is disabled after this many calls in a row in which its handler had nothing to
 * do. */
#define MAX_UNWANTED 1000
#define PRIORITY_MAX 255
/* The lowest priority that a handler can have. The CPU interface passes only priorities above its
 * mask, and at least the upper four bits of a priority exist. */
#define PRIORITY_LEAST 0xe0
/* The highest priority that a handler can have. Only the NMI is more urgent, and interrupts other
 * handlers. */
#define PRIORITY_MOST 0x10

/* What irq_handlers[] does not hold of a registered interrupt; same index. */
struct action {
    const char *name;
    unsigned int irq;
    unsigned int cpu;        /* the CPU that a shared interrupt goes to */
    struct cpumask affinity; /* the CPUs that it may go to */
};

static bool handle_unknown(unsigned int irq, void *unused);

/* Guards everything below. A handler is called without the lock. So muster_irq_free() removes the
 * handler first, and then waits for the CPUs that are still in it. */
static DEFINE_SPINLOCK(lock);
static struct action actions[1 + MUSTER_IRQ_HANDLERS_MAX];
static unsigned int used_places = 1; /* no place from this one on has ever been used */
struct irq_handler irq_handlers[1 + MUSTER_IRQ_HANDLERS_MAX] = {{.function = handle_unknown}};
uint8_t irq_handler_of[IRQ_LIMIT];
_Static_assert(MUSTER_IRQ_HANDLERS_MAX < UINT8_MAX, "irq_handler_of holds a place");

/* ---- called for an interrupt ---------------------------------------------------------------- */

static void keep_out(unsigned int irq, const char *why)
{
    irqchip->disable(irq);
    console_printf("muster: CPU %u: interrupt %u %s: disabled\n", smp_processor_id(), irq, why);
}

static bool handle_unknown(unsigned int irq, void *unused)
{
    (void)unused;
    keep_out(irq, "has no handler");
    return false;
}

void irq_was_unwanted(struct irq_cpu *mine, unsigned int irq)
{
    struct irq_handler *handler = &irq_handlers[irq_handler_of[irq]];

    mine->counts.unknown++;
    if (handler == &irq_handlers[0] ||
        __atomic_add_fetch(&handler->unwanted, 1, __ATOMIC_RELAXED) < MAX_UNWANTED)
        return;
    handler->unwanted = 0;
    keep_out(irq, "comes all the time, and its handler has nothing to do");
}

/* ---- request and free ----------------------------------------------------------------------- */

static bool is_private(unsigned int irq)
{
    return irq >= IRQ_FIRST_PRIVATE && irq < IRQ_FIRST_SHARED;
}

static bool is_shared(unsigned int irq)
{
    return irq >= IRQ_FIRST_SHARED && irq < irqchip->limit();
}

/* Returns the interrupt's action, or NULL when it has no handler. The caller holds the lock. */
static struct action *action_of(unsigned int irq)
{
    return irq < IRQ_LIMIT && irq_handler_of[irq] ? &actions[irq_handler_of[irq]] : NULL;
}

static bool can_take(unsigned int cpu)
{
    return cpu_online(cpu) && per_cpu(cpu_takes_interrupts, cpu);
}

/* Returns the lowest CPU of @p mask, other than @p not_this, that is online and takes interrupts.
 * Returns NR_CPUS when there is none. */
static unsigned int first_online(const struct cpumask *mask, unsigned int not_this)
{
    unsigned int cpu;

    for_each_cpu (cpu, mask)
        if (cpu != not_this && can_take(cpu))
            break;
    return cpu;
}

static int add(unsigned int irq, const struct irq_handler *handler, const struct action *action)
{
    unsigned int place = 1;

    /* An interrupt that is being freed still has its handler, and keeps it if the handler does not
     * return. */
    for (unsigned int i = 1; i < used_places; i++)
        if (irq_handlers[i].function && actions[i].irq == irq)
            return -EBUSY;
    while (place <= MUSTER_IRQ_HANDLERS_MAX && irq_handlers[place].function)
        place++;
    if (place > MUSTER_IRQ_HANDLERS_MAX)
        return -ENOSPC;
    if (place >= used_places)
        used_places = place + 1;
    irq_handlers[place] = *handler;
    actions[place] = *action;
    if (is_shared(irq)) {
        irqchip->prepare(irq);
        irqchip->route(irq, action->cpu);
    }
    /* Release: the place is filled before a CPU can find it. Partner: the acquire in
     * call_handler(). */
    __atomic_store_n(&irq_handler_of[irq], (uint8_t)place, __ATOMIC_RELEASE);
    return 0;
}

static int request(unsigned int irq, bool wants_private, muster_irq_handler handler, void *argument,
                   const char *name)
{
    uint64_t flags;

    if (!irqchip)
        return -ENODEV;
    if (!handler || !(wants_private ? is_private(irq) : is_shared(irq)))
        return -EINVAL;
    const struct irq_handler wanted = {handler, argument, 0};
    struct action action = {name, irq, smp_processor_id(), {{0}}};
    cpumask_copy(&action.affinity, cpu_possible_mask);
    if (!wants_private && !can_take(action.cpu))
        action.cpu = first_online(cpu_possible_mask, action.cpu);
    if (action.cpu >= NR_CPUS)
        return -ENODEV;
    spin_lock_irqsave(&lock, flags);
    int error = add(irq, &wanted, &action);
    if (!error && !wants_private)
        irqchip->enable(irq);
    spin_unlock_irqrestore(&lock, flags);
    return error;
}

int muster_irq_request(unsigned int irq, muster_irq_handler handler, void *argument,
                       const char *name)
{
    return request(irq, false, handler, argument, name);
}

int muster_percpu_irq_request(unsigned int irq, muster_irq_handler handler, void *argument,
                              const char *name)
{
    return request(irq, true, handler, argument, name);
}

int irq_request_percpu_everywhere(unsigned int irq, enum muster_irq_trigger trigger,
                                  muster_irq_handler handler, void *argument, const char *name)
{
    int error = request(irq, true, handler, argument, name);
    if (!error)
        irqchip_enable_everywhere(irq, trigger);
    return error;
}

static bool is_handled_on(unsigned int cpu, unsigned int irq)
{
    return __atomic_load_n(&per_cpu_ptr(&irq_cpus, cpu)->handling, __ATOMIC_ACQUIRE) == irq;
}

/* Returns true once no CPU runs the handler, false when call.timeout_ms has passed before. */
static bool wait_until_not_handled(unsigned int irq)
{
    uint64_t start = counter_now();
    struct backoff backoff = {0};
    unsigned int cpu;

    smp_mb(); /* removes the handler before it reads handling; partner: call_handler() */
    for_each_possible_cpu (cpu) {
        while (is_handled_on(cpu, irq)) {
            if (wait_limit_is_reached(start, call_timeout_ms) && is_handled_on(cpu, irq))
                return false;
            backoff_pause(&backoff);
        }
    }
    return true;
}

int muster_irq_free(unsigned int irq)
{
    uint64_t flags;

    if (muster_in_irq())
        return -EDEADLK;
    spin_lock_irqsave(&lock, flags);
    struct action *action = action_of(irq);
    uint8_t place = action ? irq_handler_of[irq] : 0;
    if (action) {
        if (is_shared(irq) || irqchip_ends_sleep())
            irqchip->disable(irq);
        irq_handler_of[irq] = 0;
    }
    spin_unlock_irqrestore(&lock, flags);
    if (!action)
        return -EINVAL;
    bool is_over = wait_until_not_handled(irq);
    spin_lock_irqsave(&lock, flags);
    if (is_over)
        irq_handlers[place].function = NULL;
    else
        irq_handler_of[irq] = place;
    spin_unlock_irqrestore(&lock, flags);
    return is_over ? 0 : -ETIMEDOUT;
}

/* ---- changes to one that has a handler ------------------------------------------------------- */

enum change { ENABLE, DISABLE, RAISE, SET_PRIORITY, SET_TRIGGER };

static int change(enum change change, unsigned int irq, unsigned int value)
{
    int error = 0;
    uint64_t flags;

    spin_lock_irqsave(&lock, flags);
    if (!action_of(irq))
        error = -EINVAL;
    else if (is_private(irq) && !irqchip_ends_sleep())
        error = -ENODEV;
    else if (change == ENABLE)
        irqchip->enable(irq);
    else if (change == DISABLE)
        error = irqchip->disable(irq) ? 0 : -EIO;
    else if (change == RAISE)
        irqchip->raise(irq);
    else if (change == SET_PRIORITY)
        irqchip->set_priority(irq, (uint8_t)value);
    else if (is_private(irq))
        error = -EINVAL;
    else
        irqchip->set_trigger(irq, (enum muster_irq_trigger)value);
    spin_unlock_irqrestore(&lock, flags);
    return error;
}

int muster_irq_enable(unsigned int irq)
{
    return change(ENABLE, irq, 0);
}

int muster_irq_disable(unsigned int irq)
{
    return change(DISABLE, irq, 0);
}

int muster_irq_raise(unsigned int irq)
{
    return change(RAISE, irq, 0);
}

int muster_irq_set_priority(unsigned int irq, unsigned int priority)
{
    if (priority > PRIORITY_MAX)
        return -EINVAL;
    if (priority < PRIORITY_MOST)
        priority = PRIORITY_MOST;
    else if (priority > PRIORITY_LEAST)
        priority = PRIORITY_LEAST;
    return change(SET_PRIORITY, irq, priority);
}

int muster_irq_set_trigger(unsigned int irq, enum muster_irq_trigger trigger)
{
    if (trigger != MUSTER_IRQ_LEVEL && trigger != MUSTER_IRQ_EDGE)
        return -EINVAL;
    return change(SET_TRIGGER, irq, trigger);
}

/* ---- where it goes -------------------------------------------------------------------------- */

static void route(struct action *action, unsigned int cpu)
{
    action->cpu = cpu;
    irqchip->route(action->irq, cpu);
}

static int set_affinity(unsigned int irq, const struct cpumask *mask)
{
    struct action *action = action_of(irq);
    unsigned int cpu = first_online(mask, NR_CPUS);

    if (!action || is_private(irq))
        return -EINVAL;
    if (cpu >= NR_CPUS)
        return -ENODEV;
    cpumask_copy(&action->affinity, mask);
    route(action, cpu);
    return 0;
}

int muster_irq_set_affinity(unsigned int irq, const struct cpumask *mask)
{
    uint64_t flags;

    if (!mask)
        return -EINVAL;
    spin_lock_irqsave(&lock, flags);
    int error = set_affinity(irq, mask);
    spin_unlock_irqrestore(&lock, flags);
    return error;
}

int muster_irq_cpu(unsigned int irq)
{
    uint64_t flags;

    spin_lock_irqsave(&lock, flags);
    const struct action *action = action_of(irq);
    int cpu = action && !is_private(irq) ? (int)action->cpu : -EINVAL;
    spin_unlock_irqrestore(&lock, flags);
    return cpu;
}

/* Routes an interrupt away from @p cpu, which has left the online mask already. So a CPU that
 * routes an interrupt at the same time does not choose it. */
static void leave(struct action *action, unsigned int cpu)
{
    unsigned int other = first_online(&action->affinity, cpu);

    if (other >= NR_CPUS) {
        other = first_online(cpu_online_mask, cpu);
        if (other >= NR_CPUS)
            return;
        console_printf("muster: interrupt %u \"%s\": no CPU that it may go to is online: it goes "
                       "to CPU %u\n",
                       action->irq, action->name ? action->name : "?", other);
    }
    route(action, other);
}

void irq_leave_cpu(unsigned int cpu)
{
    uint64_t flags;

    spin_lock_irqsave(&lock, flags);
    for (unsigned int i = 1; i < used_places; i++)
        if (irq_handlers[i].function && !is_private(actions[i].irq) && actions[i].cpu == cpu)
            leave(&actions[i], cpu);
    spin_unlock_irqrestore(&lock, flags);
}
