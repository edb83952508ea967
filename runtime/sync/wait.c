/* SPDX-License-Identifier: MIT */
#include <muster/wait.h>

#include <stddef.h>

#include <muster/clock.h>
#include <muster/irq.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/timer.h>

#include "arch/cpu.h"
#include "base/clock.h"
#include "base/ticks.h"
#include "console/stop.h"
#include "idle/idle.h"
#include "ipi/irqchip.h"
#include "sync/wait.h"

/*
 * Waiting for what another CPU does: a CPU looks for a while first, and then sleeps.
 *
 * No wake-up is lost. The sleeper counts itself before its last look at the word, and the waker
 * changes the word before it looks at the count:
 *
 *   sleeper: 1 counts itself      waker: A changes the word
 *            - full barrier              - full barrier
 *            2 looks at the word         B looks at the count
 *
 * If 2 does not see A, then 2 comes before A, so 1 comes before B, and B sees 1: the waker
 * interrupts the sleeper. Interrupts are masked from before 2 until after the WFI. A pending
 * interrupt ends the WFI, so an interrupt that arrives between 2 and the WFI is not lost either.
 */

/* How long a CPU looks before it sleeps: this many looks without the clock, then for this many ns.
 * That is longer than a round of messages between CPUs takes, and many times less than a sleep and
 * a wake-up cost. */
#define LOOKS_WITHOUT_CLOCK 16
#define AWAKE_NS 20000

uint32_t muster_sleepers;
uint32_t wait_departures;

/* The CPUs that sleep. Each CPU sets and clears its own bit, and writes its own struct sleep before
 * it counts itself. Wakers read both after they have seen the count. */
static struct cpumask asleep;
struct sleep {
    const struct waiting *waiting; /* used by this CPU only */
    const void *word;              /* what the CPU sleeps on; read by wakers */
    uint64_t deadline_ns;
    bool is_over; /* what this CPU's last look found */
};
static DEFINE_PER_CPU(struct sleep, sleeps);

bool wait_awake(const struct waiting *waiting)
{
    for (unsigned int look = 0; look < LOOKS_WITHOUT_CLOCK; look++) {
        if (waiting->is_over(waiting))
            return true;
        arch_wait_for_event();
    }
    uint64_t start = counter_now(), ticks = clock_ticks_of_ns(AWAKE_NS);
    do {
        if (waiting->is_over(waiting))
            return true;
        arch_wait_for_event();
    } while (!counter_has_passed(start, ticks));
    return waiting->is_over(waiting);
}

/* Returns true if the deadline has come. The caller looks afterwards: a change that came in time is
 * not missed, however long the CPU takes from one to the other. The barrier keeps the look behind
 * the reading of the clock; a look that is an acquire might come before it. */
static bool is_late(uint64_t deadline_ns)
{
    bool result = muster_clock_ns() >= deadline_ns;

    smp_rmb(); /* read the clock, then look; partner: the release store of the change */
    return result;
}

static bool wait_awake_until(const struct waiting *waiting, uint64_t deadline_ns)
{
    for (;;) {
        bool is_last = is_late(deadline_ns);
        if (waiting->is_over(waiting))
            return true;
        if (is_last)
            return false;
        if (stop_is_requested())
            stop_this_cpu(); /* the stop interrupt may be masked here */
        arch_wait_for_event();
    }
}

static void lie_down(const struct waiting *waiting, uint64_t deadline_ns)
{
    struct sleep *sleep = this_cpu_ptr(&sleeps);

    sleep->waiting = waiting;
    sleep->deadline_ns = deadline_ns;
    __atomic_store_n(&sleep->word, waiting->word, __ATOMIC_RELAXED);
    cpumask_set_cpu(smp_processor_id(), &asleep); /* release: after the store to `word` */
    if (waiting->sleepers)
        __atomic_fetch_add(waiting->sleepers, 1, __ATOMIC_RELEASE);
    __atomic_fetch_add(&muster_sleepers, 1, __ATOMIC_RELEASE);
    smp_mb(); /* count, then look; partners: muster_wake(), muster_barrier_wait() */
}

static void get_up(const struct waiting *waiting)
{
    __atomic_fetch_sub(&muster_sleepers, 1, __ATOMIC_RELAXED);
    if (waiting->sleepers)
        __atomic_fetch_sub(waiting->sleepers, 1, __ATOMIC_RELAXED);
    cpumask_clear_cpu(smp_processor_id(), &asleep);
}

/* Looks once, after the clock, as wait_awake_until() does. This look decides how the wait has
 * ended: by a second look, the word may have changed back. */
static bool is_woken(unsigned int cpu)
{
    struct sleep *sleep = this_cpu_ptr(&sleeps);
    bool is_last = is_late(sleep->deadline_ns);

    (void)cpu;
    sleep->is_over = sleep->waiting->is_over(sleep->waiting);
    return sleep->is_over || is_last;
}

/* Does nothing: the timer's interrupt itself has woken the CPU. */
static void ring(struct muster_timer *timer)
{
    (void)timer;
}

bool wait_asleep(const struct waiting *waiting, uint64_t deadline_ns)
{
    struct muster_timer timer = MUSTER_TIMER_INIT(ring, NULL);

    if (irqs_disabled() || muster_in_irq() || !irqchip_ends_sleep() ||
        (deadline_ns != UINT64_MAX && muster_timer_start_at(&timer, deadline_ns) != 0))
        return wait_awake_until(waiting, deadline_ns);
    lie_down(waiting, deadline_ns);
    cpu_idle_until(is_woken);
    bool is_over = this_cpu_ptr(&sleeps)->is_over;
    get_up(waiting);
    muster_timer_cancel(&timer);
    return is_over;
}

void wait_wake(const void *word)
{
    struct cpumask woken = {{0}};
    unsigned int cpu;

    smp_rmb(); /* see the count, then read who sleeps; partner: lie_down() */
    for_each_cpu (cpu, &asleep)
        if (!word || __atomic_load_n(&per_cpu(sleeps, cpu).word, __ATOMIC_RELAXED) == word)
            cpumask_set_cpu(cpu, &woken);
    if (!cpumask_empty(&woken))
        irqchip_send_mask(&woken, IPI_WAKE_UP);
}

void muster_wake_sleepers(const uint32_t *word)
{
    wait_wake(word);
}

void wait_count_departure(void)
{
    __atomic_fetch_add(&wait_departures, 1, __ATOMIC_RELEASE);
    smp_mb(); /* count the departure, then look who sleeps; partner: lie_down() */
    if (__atomic_load_n(&muster_sleepers, __ATOMIC_RELAXED))
        wait_wake(NULL);
}

/* ---- waiting for a word -------------------------------------------------------------------- */

struct waiting_for_word {
    struct waiting waiting;
    const uint32_t *word;
    uint32_t value;
};

static bool has_changed(const struct waiting *waiting)
{
    const struct waiting_for_word *mine = (const struct waiting_for_word *)waiting;

    return arch_watch_u32(mine->word) != mine->value;
}

bool muster_wait_long(const uint32_t *word, uint32_t value, uint64_t timeout_ns)
{
    const struct waiting_for_word mine = {{has_changed, word, NULL}, word, value};
    uint64_t deadline_ns = clock_add_ns(muster_clock_ns(), timeout_ns);

    return wait_awake(&mine.waiting) || wait_asleep(&mine.waiting, deadline_ns);
}
