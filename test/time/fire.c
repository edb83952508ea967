/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/console.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/timer.h>

#include "args.h"
#include "check.h"
#include "random.h"
#include "rendezvous.h"

/*
 * usage: time-fire TIMERS SPAN_US MAX_LATE_NS
 *
 * All CPUs start timers at once, TIMERS in all, with deadlines anywhere in the next SPAN_US: each
 * is called once, on its CPU, in the order of the deadlines, never early, and at most MAX_LATE_NS
 * late (0: any time). How late they were is shown, for people.
 */

#define MAX_TIMERS 10000
#define BUCKETS 40

static struct muster_timer timers[MAX_TIMERS];
static uint64_t deadlines_ns[MAX_TIMERS];
static uint64_t pending_ns[MAX_TIMERS]; /* when it was surely pending; 0 before */
static uint32_t calls[MAX_TIMERS];
static uint32_t buckets[BUCKETS]; /* bucket n: later than 2^(n-1) ns, up to 2^n */

/* Of the previous call on this CPU: the timer's deadline, and the time of the call. */
static DEFINE_PER_CPU(uint64_t, last_deadline_ns);
static DEFINE_PER_CPU(uint64_t, last_call_ns);
static DEFINE_PER_CPU(unsigned int, called);
static struct rendezvous began, ended;
static uint64_t max_late_ns, latest_ns;

static void count_lateness(uint64_t late_ns)
{
    unsigned int bucket = 0;

    while (bucket < BUCKETS - 1 && late_ns > UINT64_C(1) << bucket)
        bucket++;
    __atomic_add_fetch(&buckets[bucket], 1, __ATOMIC_RELAXED);
    if (late_ns > __atomic_load_n(&latest_ns, __ATOMIC_RELAXED))
        __atomic_store_n(&latest_ns, late_ns, __ATOMIC_RELAXED);
}

static void on_time(struct muster_timer *timer)
{
    uint64_t now_ns = muster_clock_ns();
    unsigned int index = (unsigned int)(timer - timers);

    CHECK(now_ns >= deadlines_ns[index]);
    /* A later deadline was first only if this timer had not been started by then. */
    CHECK(deadlines_ns[index] >= this_cpu_read(last_deadline_ns) || !pending_ns[index] ||
          pending_ns[index] >= this_cpu_read(last_call_ns));
    CHECK(timer->argument == this_cpu_ptr(&called));
    CHECK(!muster_timer_is_pending(timer));
    this_cpu_write(last_deadline_ns, deadlines_ns[index]);
    this_cpu_write(last_call_ns, now_ns);
    calls[index]++;
    count_lateness(now_ns - deadlines_ns[index]);
    this_cpu_inc(called);
}

static void start_timers(unsigned int first, unsigned int count, uint64_t span_ns)
{
    uint32_t random = first + 1;
    /* The first timers may not be due before the last one is started. */
    uint64_t start_ns = muster_clock_ns() + count * 2000;

    for (unsigned int i = first; i < first + count; i++) {
        deadlines_ns[i] = start_ns + ((uint64_t)random_next(&random) << 16 | 7) % span_ns;
        muster_timer_init(&timers[i], on_time, this_cpu_ptr(&called));
        CHECK(!muster_timer_is_pending(&timers[i]));
        CHECK(muster_timer_start_at(&timers[i], deadlines_ns[i]) == 0);
        uint64_t now_ns = muster_clock_ns();
        if (now_ns < deadlines_ns[i]) /* else the start has made it the present time */
            __atomic_store_n(&pending_ns[i], now_ns, __ATOMIC_RELAXED);
    }
}

static void wait_for_calls(unsigned int count)
{
    volatile unsigned int *done = this_cpu_ptr(&called);

    /* Some CPUs sleep: the runtime calls a handler there without an exception. */
    while (*done < count) {
        if (smp_processor_id() == 0)
            relax_seldom();
        else
            usleep(100);
    }
}

static void show(unsigned int count)
{
    unsigned int sum = 0;

    for (unsigned int bucket = 0; bucket < BUCKETS; bucket++) {
        sum += buckets[bucket];
        if (buckets[bucket])
            console_printf("late by up to %lu ns: %u\n", 1UL << bucket, buckets[bucket]);
    }
    console_printf("%u timers, the latest by %lu ns\n", sum, (unsigned long)latest_ns);
    CHECK(sum == count);
    CHECK(max_late_ns == 0 || latest_ns <= max_late_ns);
}

int app_main_percpu(unsigned int cpu)
{
    unsigned int each = (unsigned int)arg_number(1) / num_online_cpus();

    CHECK(each * num_online_cpus() <= MAX_TIMERS);
    max_late_ns = arg_number(3);
    rendezvous(&began);
    start_timers(cpu * each, each, arg_number(2) * 1000);
    wait_for_calls(each);
    for (unsigned int i = cpu * each; i < (cpu + 1) * each; i++)
        CHECK(calls[i] == 1 && !muster_timer_is_pending(&timers[i]));
    if (is_last(&ended))
        show(each * num_online_cpus());
    return 0;
}
