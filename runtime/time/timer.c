/* SPDX-License-Identifier: MIT */
#include "time/timer.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/spinlock.h>
#include <muster/timer.h>

#include "arch.h"
#include "irq/irq.h"
#include "irq/irqchip.h"
#include "time/clock.h"
#include "time/timer_device.h"
#include "time/timer_queue.h"

/*
 * Each CPU's timers, and the CPU's timer interrupt, which is set to the first of them.
 *
 * A timer's `home` names the CPU in whose base it is, or was last, and whether it is pending. It
 * changes only under that base's lock; from 0, which names none, by compare-and-swap under the lock
 * of the base that it comes into. Whoever wants the lock of a timer's home therefore reads home,
 * takes the lock, and looks whether home is still the same.
 */

struct timer_base {
    spinlock_t lock;
    struct timer_queue queue;     /* under the lock */
    struct muster_timer *running; /* whose function the CPU is in; the CPU, under the lock */
};
static DEFINE_PER_CPU(struct timer_base, bases);

static bool usable; /* set by the boot CPU, before other CPUs run */

#define HOME_PENDING 1u
#define SYNC_TIMEOUT_NS NS_PER_S

static uint32_t home_of_cpu(unsigned int cpu)
{
    return 2 * (cpu + 1);
}

static unsigned int cpu_of_home(uint32_t home)
{
    return home / 2 - 1;
}

static inline __attribute__((always_inline)) uint32_t read_home(const struct muster_timer *timer)
{
    return __atomic_load_n(&timer->home, __ATOMIC_RELAXED);
}

static void write_home(struct muster_timer *timer, uint32_t home)
{
    __atomic_store_n(&timer->home, home, __ATOMIC_RELAXED);
}

/* The base of the timer's home, locked, with interrupts masked; or NULL, and nothing is locked. */
static struct timer_base *lock_home(struct muster_timer *timer, uint64_t *flags)
{
    uint32_t home;

    while ((home = read_home(timer)) != 0) {
        struct timer_base *base = per_cpu_ptr(&bases, cpu_of_home(home));
        spin_lock_irqsave(&base->lock, *flags);
        if (cpu_of_home(read_home(timer)) == cpu_of_home(home))
            return base;
        spin_unlock_irqrestore(&base->lock, *flags); /* it has moved: somebody has got on */
    }
    return NULL;
}

/* ---- the interrupt ------------------------------------------------------------------------ */

/* Sets this CPU's timer to its first deadline; one that has passed interrupts at once. */
static void program(const struct timer_base *base)
{
    if (base->queue.first)
        arch_timer_set(clock_ticks_of_ns(base->queue.first->deadline_ns));
    else
        arch_timer_stop();
}

/* A periodic timer's next deadline after @p now_ns. */
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

/*
 * The time is read once: a function that starts its timer for now is called again at the next
 * interrupt, so that this loop has an end.
 */
void timer_serve(void)
{
    struct timer_base *base = this_cpu_ptr(&bases);
    struct muster_timer *timer;
    uint64_t now_ns = clock_ns_of_ticks(arch_counter());

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
        /* Release: what the function wrote comes first. Partner: is_running_on(). */
        __atomic_store_n(&base->running, NULL, __ATOMIC_RELEASE);
    }
    program(base);
    spin_unlock(&base->lock);
}

static bool handle_interrupt(unsigned int irq, void *unused)
{
    (void)irq, (void)unused;
    timer_serve();
    return true;
}

void timers_init(const struct fdt_scan *scan)
{
    int irq = timer_device_irq(scan);

    if (irq < 0)
        return;
    usable = irqchip_can_send() &&
             irq_request_percpu_everywhere((unsigned int)irq, handle_interrupt, NULL, "timer") == 0;
}

/* ---- starting ----------------------------------------------------------------------------- */

void muster_timer_init(struct muster_timer *timer, void (*function)(struct muster_timer *timer),
                       void *argument)
{
    *timer = (struct muster_timer)MUSTER_TIMER_INIT(function, argument);
}

/* Takes a timer out of another CPU's base, as if it had never been started. */
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
    if (!error)
        write_home(timer, 0);
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

/* Into this CPU's base, from there, or from none; false when it has gone elsewhere meanwhile. */
static bool try_start(struct timer_base *base, struct muster_timer *timer, uint32_t own_home,
                      const struct schedule *schedule)
{
    spin_lock(&base->lock);
    struct muster_timer *first = base->queue.first;
    uint32_t home = read_home(timer);
    bool done = (home == 0 || (home & ~HOME_PENDING) == own_home) &&
                __atomic_compare_exchange_n(&timer->home, &home, own_home | HOME_PENDING, false,
                                            __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    if (done) {
        if (home & HOME_PENDING)
            timer_queue_remove(&base->queue, timer);
        enter(base, timer, schedule);
        /* In a timer's function timer_serve() does it afterwards. */
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
    if (!usable)
        return -ENODEV;
    uint64_t flags = arch_irq_save();
    /* Masked: it does not go down between the look and the start; see timer_dying_cpu(). */
    if (!cpu_online(cpu) || !irqchip_ends_sleep())
        error = -ENODEV;
    while (!error && !try_start(this_cpu_ptr(&bases), timer, own_home, schedule)) {
        uint32_t home = read_home(timer);
        if (home != 0 && (home & ~HOME_PENDING) != own_home)
            error = leave_home(timer);
    }
    arch_irq_restore(flags);
    return error;
}

int muster_timer_start_at(struct muster_timer *timer, uint64_t deadline_ns)
{
    /* A deadline in the past counts as now: timer_serve() comes to an end, and in turn to all. */
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
        /* Another CPU's timer comes once for nothing; interrupting that CPU would be no cheaper. */
        if (was_first && base == this_cpu_ptr(&bases) && !base->running)
            program(base);
    }
    spin_unlock_irqrestore(&base->lock, flags);
    return home & HOME_PENDING;
}

static bool is_running_on(const struct timer_base *base, const struct muster_timer *timer)
{
    return __atomic_load_n(&base->running, __ATOMIC_ACQUIRE) == timer; /* partner: timer_serve() */
}

/* The base in which the timer's function runs, or NULL. */
static struct timer_base *where_running(struct muster_timer *timer)
{
    uint64_t flags;
    struct timer_base *base = lock_home(timer, &flags);

    if (!base)
        return NULL;
    /* It stays at home while it runs: leave_home(). */
    bool running = is_running_on(base, timer);
    spin_unlock_irqrestore(&base->lock, flags);
    return running ? base : NULL;
}

int muster_timer_cancel_sync(struct muster_timer *timer)
{
    uint64_t end_ns = clock_deadline_ns(SYNC_TIMEOUT_NS);
    struct timer_base *base;
    int was_pending = 0;

    if (!timer)
        return -EINVAL;
    for (;;) {
        was_pending |= muster_timer_cancel(timer);
        base = where_running(timer);
        if (!base)
            return was_pending;
        if (base == this_cpu_ptr(&bases))
            return -EDEADLK;
        while (is_running_on(base, timer)) {
            if (muster_clock_ns() > end_ns)
                return -ETIMEDOUT;
            cpu_relax();
        }
    }
}

bool muster_timer_is_pending(const struct muster_timer *timer)
{
    return timer && read_home(timer) & HOME_PENDING;
}

/* ---- a CPU that goes down ----------------------------------------------------------------- */

/* All that is pending in a base, in order, to another one; both are locked. */
static void move_all(struct timer_base *from, struct timer_base *to, unsigned int to_cpu)
{
    struct muster_timer *timer;

    while ((timer = from->queue.first)) {
        timer_queue_remove(&from->queue, timer);
        write_home(timer, home_of_cpu(to_cpu) | HOME_PENDING);
        timer_queue_insert(&to->queue, timer);
    }
}

/* Whether the timers went to @p heir, which may be on its way down, too. */
static bool bequeath(struct timer_base *base, unsigned int heir)
{
    struct timer_base *to = per_cpu_ptr(&bases, heir);

    spin_lock(&to->lock);
    /* Under the lock: an heir that is online now moves its timers on after this (below). */
    bool done = cpu_online(heir) && per_cpu(cpu_takes_interrupts, heir);
    if (done)
        move_all(base, to, heir);
    spin_unlock(&to->lock);
    return done;
}

/*
 * The CPU is not in the online mask any more, so no timer comes into its base from now on:
 * start_here() looks with interrupts masked, on this CPU. It takes the heir's lock with its own
 * held. CPUs that do so at the same time (one that was given up goes down late) do not wait in a
 * circle: each is offline before it looks for one that is online, with a full barrier between, so
 * of two one sees the other offline.
 */
void timer_dying_cpu(unsigned int cpu)
{
    struct timer_base *base = per_cpu_ptr(&bases, cpu);
    unsigned int heir = NR_CPUS;

    if (!usable)
        return;
    arch_timer_stop();
    smp_mb(); /* offline, then looks who is online; partner: the same on another CPU */
    spin_lock(&base->lock);
    if (base->queue.first)
        for_each_online_cpu (heir)
            if (bequeath(base, heir))
                break;
    spin_unlock(&base->lock);
    if (heir < NR_CPUS)
        irqchip_send(heir, IPI_TIMER); /* it calls timer_serve(), and so sets its timer */
}

uint64_t timer_next_deadline_ticks(void)
{
    struct timer_base *base = this_cpu_ptr(&bases);

    spin_lock(&base->lock);
    uint64_t ticks =
        base->queue.first ? clock_ticks_of_ns(base->queue.first->deadline_ns) : UINT64_MAX;
    spin_unlock(&base->lock);
    return ticks;
}
