/* SPDX-License-Identifier: MIT */
#include "time/timer.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/clock.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/spinlock.h>
#include <muster/timer.h>

#include "arch/cpu.h"
#include "arch/generic_timer.h"
#include "base/ticks.h"
#include "base/wait_limit.h"
#include "ipi/call_timeout.h"
#include "ipi/irqchip.h"
#include "irq/irq.h"
#include "time/timer_base.h"
#include "time/timer_device.h"

/* Timers: starts, serves and cancels them. timer_base.h says where a timer is. */

DEFINE_PER_CPU(struct timer_base, timer_bases);
bool timers_usable;

/* Locks the base of the timer's home and masks interrupts. Returns the base; or NULL, with nothing
 * locked, if the timer has no home. */
static struct timer_base *lock_home(struct muster_timer *timer, uint64_t *flags)
{
    uint32_t home;

    while ((home = read_home(timer)) != 0) {
        struct timer_base *base = per_cpu_ptr(&timer_bases, cpu_of_home(home));
        spin_lock_irqsave(&base->lock, *flags);
        if (cpu_of_home(read_home(timer)) == cpu_of_home(home))
            return base;
        spin_unlock_irqrestore(&base->lock, *flags); /* the timer has moved: try its new home */
    }
    return NULL;
}

/* ---- the interrupt ------------------------------------------------------------------------ */

/* Sets this CPU's timer interrupt to the first deadline of its base. A deadline that has passed
 * interrupts at once. */
static void program(const struct timer_base *base)
{
    if (base->queue.first)
        arch_timer_set(counter_register_at(clock_ticks_of_ns(base->queue.first->deadline_ns)));
    else
        arch_timer_stop();
}

/* Starts a periodic timer anew with its next deadline after @p now_ns, and counts the deadlines
 * that were missed. */
static void go_on(struct timer_base *base, struct muster_timer *timer, uint64_t now_ns)
{
    timer->deadline_ns = clock_add_ns(timer->deadline_ns, timer->period_ns);
    if (timer->deadline_ns <= now_ns) {
        uint64_t missed = (now_ns - timer->deadline_ns) / timer->period_ns + 1;
        timer->missed += missed;
        timer->deadline_ns = clock_add_ns(timer->deadline_ns, missed * timer->period_ns);
    }
    timer_queue_insert(&base->queue, timer);
}

/* Handles the timer's interrupt, and does what timer_serve() says. The clock is read once, so that
 * this loop ends: a function that starts its timer for now is called again in the next interrupt.
 * */
static bool handle_interrupt(unsigned int irq, void *unused)
{
    (void)irq, (void)unused;
    struct timer_base *base = this_cpu_ptr(&timer_bases);
    struct muster_timer *timer;
    /* The interrupt has been a context synchronization event: the counter is not read before it. */
    uint64_t now_ns = clock_ns_of_ticks(counter_now());

    spin_lock(&base->lock);
    while ((timer = base->queue.first) && timer->deadline_ns <= now_ns) {
        timer_queue_remove_first(&base->queue);
        if (timer->period_ns)
            go_on(base, timer, now_ns);
        else
            write_home(timer, read_home(timer) & ~HOME_PENDING);
        __atomic_store_n(&base->running, timer, __ATOMIC_RELAXED);
        void (*function)(struct muster_timer *) = timer->function;
        spin_unlock(&base->lock);
        function(timer);
        spin_lock(&base->lock);
        /* Release: a CPU that sees NULL sees what the function wrote. Partner: is_running_on(). */
        __atomic_store_n(&base->running, NULL, __ATOMIC_RELEASE);
    }
    program(base);
    spin_unlock(&base->lock);
    return true;
}

void timer_serve(void)
{
    handle_interrupt(0, NULL);
}

static void handle_ipi(const struct exception_frame *interrupted)
{
    (void)interrupted;
    timer_serve();
}

void timers_init(const struct fdt_scan *scan)
{
    enum muster_irq_trigger trigger;
    int irq = timer_device_irq(scan, &trigger);

    ipi_set_handler(IPI_TIMER, handle_ipi);
    if (irq < 0)
        return;
    timers_usable = irqchip_can_send() &&
                    irq_request_percpu_everywhere((unsigned int)irq, trigger, handle_interrupt,
                                                  NULL, "timer") == 0 &&
                    timer_device_interrupts((unsigned int)irq);
}

/* ---- starting ----------------------------------------------------------------------------- */

void muster_timer_init(struct muster_timer *timer, void (*function)(struct muster_timer *timer),
                       void *argument)
{
    *timer = (struct muster_timer)MUSTER_TIMER_INIT(function, argument);
}

/* Takes a timer out of another CPU's base and sets its home to 0. Returns -EBUSY while the timer's
 * function runs there. */
static int leave_home(struct muster_timer *timer)
{
    uint64_t flags;
    struct timer_base *base = lock_home(timer, &flags);
    int error = 0;

    if (!base)
        return 0;
    if (base->running == timer)
        error = -EBUSY;
    else if (read_home(timer) & HOME_PENDING)
        timer_queue_remove(&base->queue, timer);
    if (!error) /* release: this CPU is done with the timer; partner: try_start() */
        __atomic_store_n(&timer->home, 0, __ATOMIC_RELEASE);
    spin_unlock_irqrestore(&base->lock, flags);
    return error;
}

struct schedule {
    uint64_t deadline_ns, period_ns;
};

/* Puts the timer into this CPU's base, which is locked. */
static void enter(struct timer_base *base, struct muster_timer *timer,
                  const struct schedule *schedule)
{
    timer->deadline_ns = schedule->deadline_ns;
    timer->period_ns = schedule->period_ns;
    timer->missed = 0;
    timer_queue_insert(&base->queue, timer);
}

/* Starts the timer in this CPU's base, if the timer is there already or has no home. Returns false
 * if the timer is in another CPU's base. */
static bool try_start(struct timer_base *base, struct muster_timer *timer, uint32_t own_home,
                      const struct schedule *schedule)
{
    spin_lock(&base->lock);
    struct muster_timer *first = base->queue.first;
    uint32_t home = read_home(timer);
    bool done = (home == 0 || (home & ~HOME_PENDING) == own_home) &&
                __atomic_compare_exchange_n(&timer->home, &home, own_home | HOME_PENDING, false,
                                            __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
    if (done) { /* acquire: the CPU that let the timer go is done with it; partner: leave_home() */
        if (home & HOME_PENDING)
            timer_queue_remove(&base->queue, timer);
        enter(base, timer, schedule);
        /* In a timer's function, timer_serve() sets the interrupt afterwards. */
        if ((base->queue.first == timer || first == timer) && !base->running)
            program(base);
    }
    spin_unlock(&base->lock);
    return done;
}

static int start_here(struct muster_timer *timer, const struct schedule *schedule)
{
    unsigned int cpu = smp_processor_id();
    uint32_t own_home = home_of_cpu(cpu);
    int error = 0;

    if (!timer || !timer->function)
        return -EINVAL;
    if (!timers_usable)
        return -ENODEV;
    uint64_t flags = arch_irq_save();
    /* Interrupts are masked, so this CPU does not go down between this check and the start.
     * Partner: timer_dying_cpu(). */
    if (!cpu_online(cpu) || !irqchip_ends_sleep())
        error = -ENODEV;
    while (!error && !try_start(this_cpu_ptr(&timer_bases), timer, own_home, schedule)) {
        uint32_t home = read_home(timer);
        if (home != 0 && (home & ~HOME_PENDING) != own_home)
            error = leave_home(timer);
    }
    arch_irq_restore(flags);
    return error;
}

int muster_timer_start_at(struct muster_timer *timer, uint64_t deadline_ns)
{
    /* A deadline in the past counts as now. So such a timer queues behind timers that are due, and
     * timer_serve() comes to an end. */
    uint64_t now_ns = muster_clock_ns();
    return start_here(timer, &(struct schedule){deadline_ns > now_ns ? deadline_ns : now_ns, 0});
}

int muster_timer_start(struct muster_timer *timer, uint64_t delay_ns)
{
    return start_here(timer, &(struct schedule){clock_deadline_ns(delay_ns), 0});
}

int muster_timer_start_periodic(struct muster_timer *timer, uint64_t period_ns)
{
    if (period_ns == 0)
        return -EINVAL;
    return start_here(timer, &(struct schedule){clock_deadline_ns(period_ns), period_ns});
}

uint64_t muster_timer_missed(const struct muster_timer *timer)
{
    return timer->missed;
}

/* ---- ending ------------------------------------------------------------------------------- */

bool muster_timer_cancel(struct muster_timer *timer)
{
    uint64_t flags;
    struct timer_base *base = timer ? lock_home(timer, &flags) : NULL;

    if (!base)
        return false;
    uint32_t home = read_home(timer);
    if (home & HOME_PENDING) {
        bool was_first = base->queue.first == timer;
        timer_queue_remove(&base->queue, timer);
        write_home(timer, home & ~HOME_PENDING);
        /* Another CPU's interrupt is left set and comes once for nothing. To set it anew would cost
         * an interrupt, too. */
        if (was_first && base == this_cpu_ptr(&timer_bases) && !base->running)
            program(base);
    }
    spin_unlock_irqrestore(&base->lock, flags);
    return home & HOME_PENDING;
}

static bool is_running_on(const struct timer_base *base, const struct muster_timer *timer)
{
    return __atomic_load_n(&base->running, __ATOMIC_ACQUIRE) == timer; /* partner: timer_serve() */
}

/* Returns the base of the CPU that runs the timer's function, or NULL. */
static struct timer_base *where_running(struct muster_timer *timer)
{
    uint64_t flags;
    struct timer_base *base = lock_home(timer, &flags);

    if (!base)
        return NULL;
    /* The timer keeps its home while its function runs: see leave_home(). */
    bool running = is_running_on(base, timer);
    spin_unlock_irqrestore(&base->lock, flags);
    return running ? base : NULL;
}

int muster_timer_cancel_sync(struct muster_timer *timer)
{
    uint64_t start = counter_now();
    struct timer_base *base;
    int was_pending = 0;

    if (!timer)
        return -EINVAL;
    for (;;) {
        was_pending |= muster_timer_cancel(timer);
        base = where_running(timer);
        if (!base)
            return was_pending;
        if (base == this_cpu_ptr(&timer_bases))
            return -EDEADLK;
        while (is_running_on(base, timer)) {
            if (wait_limit_is_reached(start, call_timeout_ms) && is_running_on(base, timer))
                return -ETIMEDOUT;
            cpu_relax();
        }
    }
}

bool muster_timer_is_pending(const struct muster_timer *timer)
{
    return timer && read_home(timer) & HOME_PENDING;
}

/* ---- sleep ----------------------------------------------------------------------------------- */

uint64_t timer_next_deadline_ticks(void)
{
    struct timer_base *base = this_cpu_ptr(&timer_bases);

    spin_lock(&base->lock);
    uint64_t ticks =
        base->queue.first ? clock_ticks_of_ns(base->queue.first->deadline_ns) : UINT64_MAX;
    spin_unlock(&base->lock);
    return ticks;
}
