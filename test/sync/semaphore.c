/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/clock.h>
#include <muster/irq.h>
#include <muster/once.h>
#include <muster/order.h>
#include <muster/semaphore.h>
#include <muster/smp.h>
#include <muster/timer.h>

#include "args.h"
#include "check.h"
#include "random.h"
#include "wait.h"

/*
 * usage: sync-semaphore TIMES
 *
 * All CPUs share UNITS units, TIMES times each; then things that are done once.
 */

#define UNITS 3
static DEFINE_MUSTER_BARRIER(all);
static DEFINE_MUSTER_SEMAPHORE(units, UNITS);
static uint32_t holders, taken;

/* Is busy, and gives the other CPUs their turns meanwhile, also where all CPUs share one thread. */
static void take_time(uint32_t instructions)
{
    const uint32_t turn = 500;

    for (uint32_t i = 0; i < instructions; i += turn) {
        be_busy(turn);
        cpu_relax();
    }
}

static void share_units(unsigned int cpu, unsigned long times)
{
    uint32_t random = cpu;

    for (unsigned long i = 0; i < times; i++) {
        if (i % 4 != 1 || !muster_semaphore_trydown(&units))
            CHECK(muster_semaphore_down(&units, UINT64_MAX) == 0);
        CHECK(__atomic_add_fetch(&holders, 1, __ATOMIC_RELAXED) <= UNITS);
        __atomic_fetch_add(&taken, 1, __ATOMIC_RELAXED);
        take_time(random_next(&random) % 8 ? 100 : random_next(&random) % 50000);
        __atomic_fetch_sub(&holders, 1, __ATOMIC_RELAXED);
        CHECK(muster_semaphore_up(&units) == 0);
    }
}

/* ---- a handler gives one --------------------------------------------------------------------- */

static DEFINE_MUSTER_SEMAPHORE(given, 0);

static void give(struct muster_timer *timer)
{
    (void)timer;
    CHECK(muster_semaphore_up(&given) == 0);
}

static void take_from_handler(void)
{
    struct muster_timer timer = MUSTER_TIMER_INIT(give, NULL);
    const uint64_t timeout_ns = 2000000;

    CHECK(!muster_semaphore_trydown(&given));
    uint64_t start_ns = muster_clock_ns();
    CHECK(muster_semaphore_down(&given, timeout_ns) == -ETIMEDOUT);
    CHECK(muster_clock_ns() - start_ns >= timeout_ns);
    for (uint64_t delay_ns = 0; delay_ns < 100000; delay_ns += 9973) {
        CHECK(muster_timer_start(&timer, delay_ns) == 0);
        CHECK(muster_semaphore_down(&given, UINT64_MAX) == 0);
    }
    muster_semaphore_init(&given, UINT32_MAX);
    CHECK(muster_semaphore_up(&given) == -EOVERFLOW);
    CHECK(given.count == UINT32_MAX);
}

/* ---- once ------------------------------------------------------------------------------------ */

#define ONCES 50
static struct muster_once onces[ONCES];
static unsigned int calls[ONCES]; /* by the one call */

static void call(void *context)
{
    unsigned int i = (unsigned int)(uintptr_t)context;

    CHECK(muster_once(&onces[i], call, context) == -EDEADLK);
    if (i % 4 == 0)
        take_time(50000); /* the others fall asleep */
    calls[i]++;
}

static void do_once(void)
{
    for (unsigned int i = 0; i < ONCES; i++) {
        CHECK(muster_once(&onces[i], call, (void *)(uintptr_t)i) == 0);
        CHECK(calls[i] == 1);
    }
    CHECK(muster_barrier_wait(&all) == 0);
    for (unsigned int i = 0; i < ONCES; i++)
        CHECK(calls[i] == 1);
}

int app_main_percpu(unsigned int cpu)
{
    share_units(cpu, arg_number(1));
    CHECK(muster_barrier_wait(&all) == 0);
    CHECK(taken == arg_number(1) * nr_cpu_ids && units.count == UNITS && holders == 0);
    if (cpu == 0)
        take_from_handler();
    CHECK(muster_barrier_wait(&all) == 0);
    do_once();
    return 0;
}
