/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include <muster/app.h>
#include <muster/cmdline.h>
#include <muster/timer.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"
#include "wait.h"

/*
 * usage: time-rtc SECONDS DATE
 *
 * The time of day is SECONDS since 1970 when the machine starts, which is DATE: on all CPUs, which
 * ask for the first time at once, in a handler too, and after the clock has been set. With the
 * option early_time an early param asks before that, and gets 1970.
 */

#define TEST_MAX_S 100

static struct rendezvous start, handled_place;
static uint32_t handled;

static struct timespec early_time;

static int ask_early(const char *value)
{
    (void)value;
    return clock_gettime(CLOCK_REALTIME, &early_time);
}
MUSTER_EARLY_PARAM("early_time", ask_early);

static bool is_now(time_t seconds, time_t expected)
{
    return seconds >= expected && seconds < expected + TEST_MAX_S;
}

static void check_all_clocks(void)
{
    time_t expected = (time_t)arg_number(1);
    struct timespec spec;
    struct timeval value;

    CHECK(is_now(time(NULL), expected));
    CHECK(clock_gettime(CLOCK_REALTIME, &spec) == 0 && is_now(spec.tv_sec, expected));
    CHECK(gettimeofday(&value, NULL) == 0 && is_now(value.tv_sec, expected));
    CHECK(clock_gettime(CLOCK_MONOTONIC, &spec) == 0 && is_now(spec.tv_sec, 0));
}

/* Checks only the day, because the minutes may have gone on. */
static void check_date(void)
{
    char text[20];
    time_t now = time(NULL);

    CHECK(strftime(text, sizeof(text), "%Y-%m-%d", localtime(&now)) == strlen("2001-02-03"));
    CHECK(strcmp(text, arg_text(2)) == 0);
    CHECK(mktime(localtime(&now)) == now);
}

static void in_handler(struct muster_timer *timer)
{
    (void)timer;
    check_all_clocks();
    __atomic_add_fetch(&handled, 1, __ATOMIC_RELEASE);
}

static void check_setting(void)
{
    const time_t some_day = 1700000000;
    struct timespec spec = {.tv_sec = some_day};

    CHECK(clock_settime(CLOCK_REALTIME, &spec) == 0);
    CHECK(is_now(time(NULL), some_day));
}

int app_main_percpu(unsigned int cpu)
{
    struct muster_timer timer = MUSTER_TIMER_INIT(in_handler, NULL);

    rendezvous(&start);
    CHECK(is_now(early_time.tv_sec, 0));
    check_all_clocks();
    if (cpu == 0)
        check_date();
    CHECK(muster_timer_start(&timer, 1000) == 0);
    CHECK(comes_within_ms(&handled, num_online_cpus(), 20000));
    rendezvous(&handled_place);
    if (cpu == 0)
        check_setting();
    return 0;
}
