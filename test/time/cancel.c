/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/console.h>
#include <muster/irq.h>
#include <muster/order.h>
#include <muster/smp.h>
#include <muster/timer.h>

#include "args.h"
#include "check.h"
#include "random.h"
#include "rendezvous.h"

/*
 * usage: time-cancel ROUNDS [TIMEOUT_MS]
 *
 * Every CPU starts, and cancels, timers that all CPUs have in common; then CPU 0 alone tries the
 * cases one by one, with a function that runs on CPU 1.
 */

#define SHARED 4
static struct muster_timer shared[SHARED];
/* For each timer: a start that counts ends in a call, or in a cancel that reports it. */
static uint32_t starts[SHARED], calls[SHARED], cancels[SHARED];
static uint32_t in_function[SHARED]; /* how many CPUs are */

static struct rendezvous meeting, last;

static void on_shared(struct muster_timer *timer)
{
    unsigned int i = (unsigned int)(timer - shared);

    CHECK(irqs_disabled());
    CHECK(__atomic_fetch_add(&in_function[i], 1, __ATOMIC_ACQ_REL) == 0);
    __atomic_add_fetch(&calls[i], 1, __ATOMIC_RELAXED);
    ndelay(500);
    CHECK(__atomic_fetch_sub(&in_function[i], 1, __ATOMIC_ACQ_REL) == 1);
}

/* One step with one timer that other CPUs work on as well. */
static void step(uint32_t *random, unsigned int *busy)
{
    unsigned int i = random_next(random) % SHARED;
    int result;

    switch (random_next(random) % 4) {
    case 0:
    case 1:
        result = muster_timer_start(&shared[i], random_next(random) % 4000);
        CHECK(result == 0 || result == -EBUSY);
        if (result == 0)
            __atomic_add_fetch(&starts[i], 1, __ATOMIC_RELAXED);
        *busy += result == -EBUSY;
        break;
    case 2:
        if (muster_timer_cancel(&shared[i]))
            __atomic_add_fetch(&cancels[i], 1, __ATOMIC_RELAXED);
        break;
    default:
        result = muster_timer_cancel_sync(&shared[i]);
        CHECK(result == 0 || result == 1);
        __atomic_add_fetch(&cancels[i], (uint32_t)result, __ATOMIC_RELAXED);
    }
    ndelay(random_next(random) % 2000);
}

/* Runs on one CPU at the end of the races, when no CPU uses the timers any more. */
static void check_shared(void)
{
    for (unsigned int i = 0; i < SHARED; i++) {
        cancels[i] += (uint32_t)muster_timer_cancel_sync(&shared[i]);
        CHECK(!muster_timer_is_pending(&shared[i]));
        CHECK(in_function[i] == 0);
        uint32_t seen = calls[i];
        mdelay(1);
        CHECK(calls[i] == seen);
        CHECK(seen > 0 && cancels[i] > 0);
        /* A start of a pending timer replaces the earlier start. */
        CHECK(seen + cancels[i] <= starts[i]);
        console_printf("timer %u: %u starts, %u calls, %u cancelled\n", i, starts[i], seen,
                       cancels[i]);
    }
}

/* ---- case by case --------------------------------------------------------------------------- */

enum what { STAY, RESTART, CANCEL_SELF };
static struct muster_timer timer;
static enum what what_to_do;
static uint32_t is_inside, may_leave, leaves;
static int result_inside;
static unsigned int called_on;

static void on_case(struct muster_timer *own)
{
    called_on = smp_processor_id();
    if (what_to_do == RESTART && !smp_load_acquire(&may_leave))
        CHECK(muster_timer_start(own, 0) == 0); /* CPU 0 may have cancelled it already */
    if (what_to_do == CANCEL_SELF)
        result_inside = muster_timer_cancel_sync(own);
    smp_store_release(&is_inside, 1);
    if (what_to_do == STAY)
        wait_until(smp_load_acquire(&may_leave));
    ndelay(20000);
    smp_store_release(&leaves, 1);
}

static int start_case(void *argument)
{
    what_to_do = (enum what)(uintptr_t)argument;
    CHECK(muster_timer_start(&timer, 0) == 0);
    return 0;
}

static void begin_case(enum what what)
{
    is_inside = may_leave = leaves = 0;
    wait_until_idle(1);
    CHECK(muster_run_on(1, start_case, (void *)(uintptr_t)what) == 0);
    wait_until(smp_load_acquire(&is_inside));
}

static void try_timeout(void)
{
    uint64_t before_ns = muster_clock_ns();

    CHECK(muster_timer_cancel_sync(&timer) == -ETIMEDOUT);
    CHECK(muster_clock_ns() - before_ns >= arg_number(2) * 1000000);
}

static void try_cases(void)
{
    /* While its function runs on CPU 1 the timer is not pending and cannot be started here. */
    begin_case(STAY);
    CHECK(called_on == 1);
    CHECK(!muster_timer_is_pending(&timer));
    CHECK(!muster_timer_cancel(&timer));
    CHECK(muster_timer_start(&timer, 0) == -EBUSY);
    if (muster_app_args()->argc > 2)
        try_timeout();
    smp_store_release(&may_leave, 1);
    CHECK(muster_timer_cancel_sync(&timer) == 0);
    CHECK(leaves == 1);

    /* A timer that starts itself again and again is ended. */
    begin_case(RESTART);
    int pending = muster_timer_cancel_sync(&timer);
    CHECK(pending == 0 || pending == 1);
    CHECK(!muster_timer_is_pending(&timer));
    leaves = 0;
    mdelay(1);
    CHECK(leaves == 0);

    /* A timer's function cannot wait for its own end. */
    begin_case(CANCEL_SELF);
    CHECK(muster_timer_cancel_sync(&timer) == 0);
    CHECK(result_inside == -EDEADLK);

    /* Pending on CPU 1, the timer moves here, even with interrupts masked. */
    wait_until_idle(1);
    uint64_t flags;
    is_inside = 0;
    may_leave = 1;
    what_to_do = STAY;
    CHECK(muster_timer_start(&timer, 0) == 0);
    wait_until(smp_load_acquire(&is_inside));
    CHECK(called_on == 0);
    local_irq_save(flags);
    is_inside = 0;
    CHECK(muster_timer_start(&timer, 0) == 0);
    mdelay(1);
    CHECK(is_inside == 0 && muster_timer_cancel(&timer));
    local_irq_restore(flags);
    mdelay(1);
    CHECK(is_inside == 0);
}

static int start_far(void *unused)
{
    (void)unused;
    CHECK(muster_timer_start(&timer, UINT64_C(3600000000000)) == 0);
    smp_store_release(&may_leave, 1);
    return 0;
}

/* Moves a timer that is pending on another CPU to this one. */
static void try_move(void)
{
    wait_until_idle(1);
    may_leave = 0;
    CHECK(muster_run_on(1, start_far, NULL) == 0);
    wait_until(smp_load_acquire(&may_leave));
    CHECK(muster_timer_is_pending(&timer));
    is_inside = 0;
    CHECK(muster_timer_start(&timer, 1000) == 0);
    wait_until(smp_load_acquire(&is_inside));
    CHECK(called_on == 0 && !muster_timer_is_pending(&timer));
}

static void try_errors(void)
{
    struct muster_timer none = MUSTER_TIMER_INIT(NULL, NULL);

    CHECK(muster_timer_start(NULL, 1) == -EINVAL);
    CHECK(muster_timer_start_at(NULL, 1) == -EINVAL);
    CHECK(muster_timer_start_periodic(NULL, 1) == -EINVAL);
    CHECK(muster_timer_start_periodic(&timer, 0) == -EINVAL);
    CHECK(muster_timer_start(&none, 1) == -EINVAL);
    CHECK(!muster_timer_cancel(NULL) && !muster_timer_cancel(&none));
    CHECK(muster_timer_cancel_sync(NULL) == -EINVAL && muster_timer_cancel_sync(&none) == 0);
    CHECK(!muster_timer_is_pending(NULL) && !muster_timer_is_pending(&none));
    CHECK(muster_timer_start(&timer, UINT64_MAX) == 0);
    CHECK(muster_timer_is_pending(&timer) && muster_timer_cancel_sync(&timer) == 1);
}

int app_main_percpu(unsigned int cpu)
{
    uint32_t random = cpu + 1;
    unsigned int busy = 0;

    if (cpu == 0)
        for (unsigned int i = 0; i < SHARED; i++)
            muster_timer_init(&shared[i], on_shared, NULL);
    rendezvous(&meeting);
    for (unsigned long round = 0; round < arg_number(1); round++)
        step(&random, &busy);
    rendezvous(&last);
    if (cpu != 0)
        return 0;
    check_shared();
    muster_timer_init(&timer, on_case, NULL);
    try_errors();
    try_cases();
    try_move();
    return 0;
}
