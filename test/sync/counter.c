/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include <muster/app.h>
#include <muster/percpu_counter.h>
#include <muster/timer.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"
#include "work.h"

/*
 * usage: sync-counter TIMES CYCLES
 *
 * All CPUs add to a counter, TIMES times each, in the program and in a timer's function that
 * interrupts it. Then all CPUs except CPU 0 go down and come back, CYCLES times, and add more.
 */

static struct rendezvous meeting;
static DEFINE_MUSTER_PERCPU_COUNTER(counter);
static DEFINE_PER_CPU(struct muster_timer, timers);
static DEFINE_PER_CPU(uint32_t, interruptions);

static void add_in_handler(struct muster_timer *timer)
{
    (void)timer;
    muster_percpu_counter_add(&counter, 1000);
    this_cpu_inc(interruptions);
}

/* @return what it has added. */
static int64_t add(unsigned long times)
{
    const uint64_t period_ns = 20000;
    struct muster_timer *timer = this_cpu_ptr(&timers);
    uint32_t before = this_cpu_read(interruptions);

    muster_timer_init(timer, add_in_handler, NULL);
    CHECK(muster_timer_start_periodic(timer, period_ns) == 0);
    for (unsigned long i = 0; i < times; i++) {
        muster_percpu_counter_inc(&counter);
        muster_percpu_counter_add(&counter, 7);
        muster_percpu_counter_add(&counter, -3);
    }
    CHECK(muster_timer_cancel_sync(timer) >= 0);
    return (int64_t)times * 5 + 1000 * (int64_t)(this_cpu_read(interruptions) - before);
}

static int64_t expected; /* added to by all */

static int add_more(void *times)
{
    __atomic_add_fetch(&expected, add(*(unsigned long *)times), __ATOMIC_RELAXED);
    return 0;
}

/* Checks that a CPU's count is kept while the CPU is down, and goes on when it comes back. */
static void cycle(unsigned int cpu, unsigned long times)
{
    wait_until_idle(cpu);
    CHECK(cpu_down(cpu) == 0);
    CHECK(muster_percpu_counter_sum(&counter) == expected);
    CHECK(cpu_up(cpu) == 0);
    CHECK(muster_percpu_counter_sum(&counter) == expected);
    work_on(cpu, add_more, &times);
    wait_until_idle(cpu);
    CHECK(muster_percpu_counter_sum(&counter) == expected);
}

int app_main_percpu(unsigned int cpu)
{
    unsigned long times = arg_number(1), cycles = arg_number(2);

    rendezvous(&meeting);
    add_more(&times);
    rendezvous(&meeting);
    CHECK(muster_percpu_counter_sum(&counter) == expected);
    rendezvous(&meeting);
    for (unsigned long i = 0; cpu == 0 && i < cycles && nr_cpu_ids > 1; i++)
        cycle(1 + (unsigned int)(i % (nr_cpu_ids - 1)), times);
    return 0;
}
