/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/cpuhp.h>
#include <muster/order.h>
#include <muster/smp.h>
#include <muster/timer.h>

#include "args.h"
#include "check.h"

/*
 * usage: time-leave ROUNDS
 *
 * CPUs go down while timers are pending on them. Each timer is still called once, not early, on an
 * online CPU and in the order of deadlines. It can be cancelled, and a periodic timer goes on. The
 * CPU can start timers when it is back.
 */

#define TIMERS 32
static struct muster_timer timers[TIMERS], periodic;
static uint64_t deadlines_ns[TIMERS];
static uint32_t calls, ticks, jobs;
static unsigned int last_index, out_of_order;

static void on_time(struct muster_timer *timer)
{
    unsigned int index = (unsigned int)(timer - timers);

    CHECK(muster_clock_ns() >= deadlines_ns[index]);
    CHECK(cpu_online(smp_processor_id()));
    out_of_order += index < last_index; /* all of them are on one CPU, or on none */
    last_index = index;
    __atomic_add_fetch(&calls, 1, __ATOMIC_RELEASE);
}

static void on_tick(struct muster_timer *timer)
{
    (void)timer;
    CHECK(cpu_online(smp_processor_id()));
    __atomic_add_fetch(&ticks, 1, __ATOMIC_RELEASE);
}

static int start_all(void *argument)
{
    uint64_t delay_ns = (uintptr_t)argument, now_ns = muster_clock_ns();

    for (unsigned int i = 0; i < TIMERS; i++) {
        /* two at a time with the same deadline, which keep their order as well */
        deadlines_ns[i] = now_ns + delay_ns + i / 2 * 10000;
        CHECK(muster_timer_start_at(&timers[i], deadlines_ns[i]) == 0);
    }
    CHECK(muster_timer_start_periodic(&periodic, 300000) == 0);
    __atomic_add_fetch(&jobs, 1, __ATOMIC_RELEASE);
    return 0;
}

static void run_and_wait(unsigned int cpu, uint64_t delay_ns)
{
    uint32_t done = smp_load_acquire(&jobs);

    while (muster_run_on(cpu, start_all, (void *)(uintptr_t)delay_ns) == -EBUSY)
        usleep(20);
    while (smp_load_acquire(&jobs) == done)
        usleep(20);
}

/* Takes the timers' CPU down: timers are due before that, meanwhile, and after it. */
static void leave_with_timers(unsigned int cpu, uint64_t delay_ns)
{
    calls = 0;
    last_index = out_of_order = 0;
    run_and_wait(cpu, delay_ns);
    CHECK(cpu_down(cpu) == 0);
    while (smp_load_acquire(&calls) < TIMERS)
        usleep(20);
    uint32_t seen = smp_load_acquire(&ticks);
    while (smp_load_acquire(&ticks) < seen + 3) /* it goes on elsewhere */
        usleep(20);
    CHECK(muster_timer_cancel_sync(&periodic) == 1);
    for (unsigned int i = 0; i < TIMERS; i++)
        CHECK(!muster_timer_is_pending(&timers[i]));
    usleep(1000);
    CHECK(calls == TIMERS);
    CHECK(delay_ns == 0 || out_of_order == 0);
}

/* Cancels timers where they went. */
static void cancel_after_leave(unsigned int cpu)
{
    const uint64_t far_ns = UINT64_C(3600000000000);

    calls = 0;
    run_and_wait(cpu, far_ns);
    CHECK(cpu_down(cpu) == 0);
    for (unsigned int i = 0; i < TIMERS; i++) {
        CHECK(muster_timer_is_pending(&timers[i]));
        CHECK(muster_timer_cancel_sync(&timers[i]) == 1);
    }
    CHECK(muster_timer_cancel_sync(&periodic) == 1);
    CHECK(calls == 0);
}

static int drive(void *unused)
{
    (void)unused;
    for (unsigned int i = 0; i < TIMERS; i++)
        muster_timer_init(&timers[i], on_time, NULL);
    muster_timer_init(&periodic, on_tick, NULL);
    for (unsigned long round = 0; round < arg_number(1); round++) {
        unsigned int cpu = 1 + (unsigned int)round % (num_possible_cpus() - 1);
        leave_with_timers(cpu, round % 4 * 1000000);
        CHECK(cpu_up(cpu) == 0);
        cancel_after_leave(cpu);
        CHECK(cpu_up(cpu) == 0);
    }
    return 0;
}

int app_main_percpu(unsigned int cpu)
{
    return cpu == 0 ? drive(NULL) : 0;
}
