/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>
#include <time.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/smp.h>
#include <muster/timer.h>

#include "args.h"
#include "check.h"

/*
 * usage: time-clock HZ timers|none [cured]
 *
 * Checks that the counter's frequency is HZ, that sleeping works with a timer and without, and that
 * timers work, or return an error when there are none. With "cured" the counter is read with the
 * care that an erratum asks for, or a register that was high at the boot; otherwise it is not.
 */

/* The first word of `struct counter_base` (runtime/base/ticks.h), and its bit COUNTER_CURED. */
extern const uint64_t counter_zero __asm__("muster_counter_base");
#define CURED_BIT 63

static uint32_t called;

static void on_time(struct muster_timer *timer)
{
    (void)timer;
    __atomic_store_n(&called, 1, __ATOMIC_RELEASE);
}

static void check_timer(int error)
{
    static struct muster_timer timer = MUSTER_TIMER_INIT(on_time, NULL);

    CHECK(muster_timer_start(&timer, 100000) == error);
    CHECK(muster_timer_start_at(&timer, 100000) == error);
    CHECK(muster_timer_is_pending(&timer) == !error || called);
    if (error) {
        CHECK(muster_timer_start_periodic(&timer, 100000) == error);
        CHECK(!muster_timer_cancel(&timer) && muster_timer_cancel_sync(&timer) == 0);
        return;
    }
    while (!__atomic_load_n(&called, __ATOMIC_ACQUIRE))
        udelay(1);
}

int app_main_percpu(unsigned int cpu)
{
    const uint64_t ns_per_s = 1000000000, sleep_ns = 2000000;
    uint64_t start_ticks = muster_counter(), start_ns = muster_clock_ns();

    CHECK(muster_counter_hz() == arg_number(1));
    CHECK((counter_zero >> CURED_BIT == 1) == (muster_app_args()->argc > 3));
    CHECK(nanosleep(&(struct timespec){.tv_nsec = (long)sleep_ns}, NULL) == 0);
    CHECK(muster_clock_ns() - start_ns >= sleep_ns);
    CHECK((muster_counter() - start_ticks) * ns_per_s / muster_counter_hz() >= sleep_ns);
    if (cpu == 0)
        check_timer(arg_is(2, "timers") ? 0 : -ENODEV);
    return 0;
}
