/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/clock.h>
#include <muster/reduce.h>
#include <muster/smp.h>

#include "args.h"
#include "check.h"
#include "work.h"

/*
 * usage: sync-barrier-broken HOW
 *
 * A barrier that the last CPU does not come to: late, it comes after the time-out; return, it has
 * returned to the runtime; down, it goes offline while the others wait. All get the error, and so
 * does a CPU that comes later; then the barrier is made anew, and is as before.
 */

static DEFINE_MUSTER_BARRIER(all);
static uint32_t failed; /* CPUs that have had the error */
static bool with_value; /* the barrier is that of a reduction */

static unsigned int last(void)
{
    return nr_cpu_ids - 1;
}

static int meet(void)
{
    uint64_t values[40] = {1};

    return with_value ? muster_reduce(&all, values, sizeof(values), muster_combine_sum_u64)
                      : muster_barrier_wait(&all);
}

static int fail(void *error)
{
    CHECK(meet() == (int)(intptr_t)error);
    CHECK(meet() == (int)(intptr_t)error);
    __atomic_add_fetch(&failed, 1, __ATOMIC_RELEASE);
    return 0;
}

/* CPU 0 makes the barrier anew once all CPUs have got the error. */
static void meet_again(unsigned int cpu)
{
    static uint32_t is_anew;

    if (cpu == 0) {
        wait_for(&failed, nr_cpu_ids);
        CHECK(muster_barrier_init(&all, NULL) == 0);
        __atomic_store_n(&is_anew, 1, __ATOMIC_RELEASE);
    }
    wait_for(&is_anew, 1);
    for (unsigned int round = 0; round < 20; round++)
        CHECK(meet() == 0);
}

static int late(unsigned int cpu)
{
    while (cpu == last() && __atomic_load_n(&failed, __ATOMIC_RELAXED) < last())
        usleep(1000);
    fail((void *)(intptr_t)-ETIMEDOUT);
    meet_again(cpu);
    return 0;
}

static int meet_all(void *unused)
{
    (void)unused;
    meet_again(smp_processor_id());
    return 0;
}

/* The CPUs that stay get the error without waiting for the time-out, which is a minute. If @p
 * goes_down CPU 0 takes the last CPU down, and they get it at once, not by their look once a
 * second. */
static int leave(unsigned int cpu, bool goes_down)
{
    uint64_t start_ns = muster_clock_ns();
    const uint64_t soon_ns = goes_down ? 500000000 : 30000000000;

    if (cpu == last())
        return 0;
    if (cpu == 0 && goes_down) {
        wait_until_idle(last());
        usleep(50000); /* the others are asleep in the barrier by then */
        CHECK(cpu_down(last()) == 0);
        while (__atomic_load_n(&failed, __ATOMIC_RELAXED) < nr_cpu_ids - 2)
            usleep(1000);
    }
    fail((void *)(intptr_t)-ENODEV);
    CHECK(muster_clock_ns() - start_ns < soon_ns);
    if (cpu == 0 && goes_down)
        CHECK(cpu_up(last()) == 0);
    if (cpu == 0) {
        wait_until_idle(last());
        __atomic_add_fetch(&failed, 1, __ATOMIC_RELEASE);
        work_on(last(), meet_all, NULL);
    }
    meet_again(cpu);
    return 0;
}

int app_main_percpu(unsigned int cpu)
{
    with_value = muster_app_args()->argc > 2;
    if (arg_is(1, "late"))
        return late(cpu);
    return leave(cpu, arg_is(1, "down"));
}
