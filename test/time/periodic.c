/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/console.h>
#include <muster/irq.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/timer.h>

#include "args.h"
#include "check.h"
#include "wait.h"

/*
 * usage: time-periodic PERIOD_NS CALLS MAX_LATE_NS
 *
 * On all CPUs at once: a periodic timer is called on its whole periods, or those are counted as
 * missed; it does not drift. It misses what passes while interrupts are masked. A timer that starts
 * itself again is called as often as it wants, and so are the other timers meanwhile. MAX_LATE_NS
 * 0: however late.
 */

struct state {
    struct muster_timer timer;
    uint64_t start_ns, last_ns;
    unsigned int calls;
};
static DEFINE_PER_CPU(struct state, states);

static uint64_t period_ns, max_late_ns;
static unsigned int wanted_calls;

static void on_period(struct muster_timer *timer)
{
    struct state *state = timer->argument;
    uint64_t now_ns = muster_clock_ns();

    CHECK(state == this_cpu_ptr(&states));
    CHECK(muster_timer_is_pending(timer));
    state->calls++;
    /* This call is for the period of that number; missed periods were before it. */
    uint64_t number = state->calls + muster_timer_missed(timer);
    uint64_t due_ns = state->start_ns + number * period_ns;
    /* The start was some moment between two looks at the clock: see start_periodic(). */
    CHECK(now_ns >= due_ns);
    CHECK(max_late_ns == 0 || now_ns - due_ns <= max_late_ns);
    if (state->calls == wanted_calls)
        CHECK(muster_timer_cancel(timer));
    state->last_ns = now_ns;
}

static void wait_for_calls(struct state *state)
{
    while (__atomic_load_n(&state->calls, __ATOMIC_RELAXED) < wanted_calls) {
        if (smp_processor_id() == 0)
            udelay(10);
        else
            usleep(100);
    }
}

static void start_periodic(struct state *state)
{
    uint64_t flags;

    muster_timer_init(&state->timer, on_period, state);
    state->calls = 0;
    local_irq_save(flags);
    state->start_ns = muster_clock_ns();
    CHECK(muster_timer_start_periodic(&state->timer, period_ns) == 0);
    local_irq_restore(flags);
}

static void check_no_drift(struct state *state)
{
    start_periodic(state);
    wait_for_calls(state);
    CHECK(!muster_timer_is_pending(&state->timer));
    uint64_t periods = wanted_calls + muster_timer_missed(&state->timer);
    uint64_t took_ns = state->last_ns - state->start_ns;
    CHECK(took_ns >= periods * period_ns);
    /* The last call is for the last period that had begun, and not for one long before. */
    CHECK(max_late_ns == 0 || took_ns < periods * period_ns + max_late_ns);
    CHECK(max_late_ns == 0 || muster_timer_missed(&state->timer) == 0);
}

/* Ten periods and a half with interrupts masked: nine or so are missed, and one call comes. The
 * mask is there before the start: otherwise, on a slow host, the timer could make all its calls,
 * and end, before the mask. */
static void check_missed(struct state *state)
{
    uint64_t flags;

    local_irq_save(flags);
    start_periodic(state);
    ndelay(10 * period_ns + period_ns / 2);
    CHECK(state->calls == 0 && muster_timer_missed(&state->timer) == 0);
    local_irq_restore(flags);
    wait_for_calls(state);
    CHECK(muster_timer_missed(&state->timer) >= 9);
    CHECK(state->calls == wanted_calls);
}

/* ---- one that starts itself ----------------------------------------------------------------- */

#define MAX_SELF_STARTS 1000000 /* far more than there is time for */
static DEFINE_PER_CPU(unsigned int, self_starts);
static DEFINE_PER_CPU(unsigned int, others);

static void start_again(struct muster_timer *timer)
{
    this_cpu_inc(self_starts);
    CHECK(!muster_timer_is_pending(timer));
    CHECK(this_cpu_read(self_starts) < MAX_SELF_STARTS);
    /* Starts itself in the past until the other timer has been called, which need not wait for this
     * one's end. */
    if (!this_cpu_read(others) || this_cpu_read(self_starts) < wanted_calls)
        CHECK(muster_timer_start_at(timer, 0) == 0);
}

static void count_other(struct muster_timer *timer)
{
    (void)timer;
    this_cpu_inc(others);
}

static void check_restart(void)
{
    struct muster_timer self = MUSTER_TIMER_INIT(start_again, NULL);
    struct muster_timer other = MUSTER_TIMER_INIT(count_other, NULL);
    volatile unsigned int *starts = this_cpu_ptr(&self_starts), *counted = this_cpu_ptr(&others);

    CHECK(muster_timer_start(&other, 2000) == 0);
    CHECK(muster_timer_start(&self, 0) == 0);
    wait_until(*starts >= wanted_calls && *counted);
    CHECK(*counted == 1 && *starts >= wanted_calls);
    CHECK(muster_timer_cancel_sync(&self) == 0);
    CHECK(muster_timer_cancel_sync(&other) == 0);
}

int app_main_percpu(unsigned int cpu)
{
    struct state *state = this_cpu_ptr(&states);

    (void)cpu;
    period_ns = arg_number(1);
    wanted_calls = (unsigned int)arg_number(2);
    max_late_ns = arg_number(3);
    check_no_drift(state);
    check_restart();
    max_late_ns = 0;
    check_missed(state);
    return 0;
}
