/* SPDX-License-Identifier: MIT */
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/spinlock.h>

#include "arch/generic_timer.h"
#include "ipi/irqchip.h"
#include "time/timer.h"
#include "time/timer_base.h"
#include "time/timer_queue.h"

/* Moves the timers of a CPU that goes down to another one. */

/* Moves all pending timers from one base to another, in order. Both bases are locked. */
static void move_all(struct timer_base *from, struct timer_base *to, unsigned int to_cpu)
{
    struct muster_timer *timer;

    while ((timer = from->queue.first)) {
        timer_queue_remove(&from->queue, timer);
        write_home(timer, home_of_cpu(to_cpu) | HOME_PENDING);
        timer_queue_insert(&to->queue, timer);
    }
}

/* Moves the timers to @p heir. Returns false if @p heir is on its way down, too. */
static bool bequeath(struct timer_base *base, unsigned int heir)
{
    struct timer_base *to = per_cpu_ptr(&timer_bases, heir);

    spin_lock(&to->lock);
    /* Checked under the heir's lock: an heir that goes offline after this check moves these timers
     * on, in its own timer_dying_cpu(). */
    bool done = cpu_online(heir) && per_cpu(cpu_takes_interrupts, heir);
    if (done)
        move_all(base, to, heir);
    spin_unlock(&to->lock);
    return done;
}

/*
 * Moves this CPU's timers to a CPU that is online.
 *
 * This CPU is no longer in the online mask, so no timer enters its base from now on: start_here()
 * checks the mask on this CPU, with interrupts masked. This CPU takes the heir's lock while it
 * holds its own. Several CPUs may do so at the same time (a CPU that was given up goes down late),
 * and still do not wait in a circle: each CPU goes offline, has a full barrier, and only then looks
 * for an online CPU. So of any two CPUs, at least one sees the other offline.
 */
void timer_dying_cpu(unsigned int cpu)
{
    struct timer_base *base = per_cpu_ptr(&timer_bases, cpu);
    unsigned int heir = NR_CPUS;

    if (!timers_usable)
        return;
    arch_timer_stop();
    smp_mb(); /* go offline, then look who is online; partner: the same on another CPU */
    spin_lock(&base->lock);
    if (base->queue.first)
        for_each_online_cpu (heir)
            if (bequeath(base, heir))
                break;
    spin_unlock(&base->lock);
    if (heir < NR_CPUS)
        irqchip_send(heir, IPI_TIMER); /* the heir calls timer_serve(), which sets its interrupt */
}
