/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/irq.h>
#include <muster/smp.h>
#include <muster/timer.h>

#include "check.h"
#include "rendezvous.h"

/*
 * usage: time-libc
 *
 * Checks time by the libc's names: clocks, their errors, and sleeping, on all CPUs at once.
 */

#define NS_PER_S INT64_C(1000000000)

static struct rendezvous began, set, slept;

static uint64_t ns_of(const struct timespec *time)
{
    return (uint64_t)(time->tv_sec * NS_PER_S + time->tv_nsec);
}

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec now = {-1, -1};

    CHECK(clock_gettime(clock, &now) == 0);
    CHECK(now.tv_sec >= 0 && now.tv_nsec >= 0 && now.tv_nsec < NS_PER_S);
    return ns_of(&now);
}

#define CHECK_FAILS(call, error)                                                                   \
    do {                                                                                           \
        errno = 0;                                                                                 \
        CHECK((call) == -1);                                                                       \
        CHECK(errno == (error));                                                                   \
    } while (0)

static void check_monotonic(void)
{
    uint64_t last_ns = 0;

    for (unsigned int i = 0; i < 1000; i++) {
        uint64_t before_ns = muster_clock_ns(), now_ns = clock_ns(CLOCK_MONOTONIC);
        CHECK(before_ns >= last_ns && now_ns >= before_ns);
        last_ns = now_ns;
    }
    uint64_t ticks = muster_counter(), ns = muster_clock_ns();
    CHECK(ns >= ticks / muster_counter_hz() * (uint64_t)NS_PER_S);
}

static void check_clock_errors(void)
{
    struct timespec t = {0, 0};

    CHECK_FAILS(clock_gettime((clockid_t)77, &t), EINVAL);
    CHECK_FAILS(clock_gettime(CLOCK_MONOTONIC, NULL), EINVAL);
    CHECK_FAILS(clock_getres((clockid_t)77, &t), EINVAL);
    CHECK_FAILS(clock_settime(CLOCK_MONOTONIC, &t), EINVAL);
    CHECK_FAILS(clock_settime((clockid_t)77, &t), EINVAL);
    CHECK_FAILS(clock_settime(CLOCK_REALTIME, NULL), EINVAL);
    CHECK_FAILS(clock_settime(CLOCK_REALTIME, (&(struct timespec){-1, 0})), EINVAL);
    CHECK_FAILS(clock_settime(CLOCK_REALTIME, (&(struct timespec){1, -1})), EINVAL);
    CHECK_FAILS(clock_settime(CLOCK_REALTIME, (&(struct timespec){1, NS_PER_S})), EINVAL);
    CHECK_FAILS(clock_settime(CLOCK_REALTIME, (&(struct timespec){INT64_MAX, 0})), EINVAL);
    CHECK_FAILS(gettimeofday(NULL, NULL), EINVAL);
    CHECK_FAILS(settimeofday(NULL, NULL), EINVAL);
    CHECK_FAILS(settimeofday((&(struct timeval){-1, 0}), NULL), EINVAL);
    CHECK_FAILS(settimeofday((&(struct timeval){1, 1000000}), NULL), EINVAL);
    CHECK_FAILS(settimeofday((&(struct timeval){1, -1}), NULL), EINVAL);

    CHECK(clock_getres(CLOCK_REALTIME, &t) == 0 && t.tv_sec == 0);
    CHECK((uint64_t)t.tv_nsec * muster_counter_hz() >= (uint64_t)NS_PER_S);
    CHECK((uint64_t)(t.tv_nsec - 1) * muster_counter_hz() < (uint64_t)NS_PER_S);
    CHECK(clock_getres(CLOCK_MONOTONIC, NULL) == 0);
}

/* Sets the clock on one CPU, before the others look. */
static void check_setting(void)
{
    const uint64_t year_2000_ns = UINT64_C(946684800) * NS_PER_S;
    const time_t some_day = 1700000000;
    struct timespec wanted = {some_day, 123456789};
    struct timeval now;

    CHECK(clock_ns(CLOCK_REALTIME) >= year_2000_ns); /* not set yet: the machine's time */
    uint64_t monotonic_ns = clock_ns(CLOCK_MONOTONIC);
    CHECK(clock_settime(CLOCK_REALTIME, &wanted) == 0);
    uint64_t real_ns = clock_ns(CLOCK_REALTIME);
    CHECK(real_ns >= ns_of(&wanted) && real_ns < ns_of(&wanted) + 60 * (uint64_t)NS_PER_S);
    CHECK(clock_ns(CLOCK_MONOTONIC) >= monotonic_ns);
    CHECK(clock_ns(CLOCK_MONOTONIC) < ns_of(&wanted));
    CHECK(gettimeofday(&now, NULL) == 0 && now.tv_sec >= some_day);
    CHECK(now.tv_usec >= 0 && now.tv_usec < 1000000);
    /* Sets the clock back, and then once more by the other name. */
    CHECK(clock_settime(CLOCK_REALTIME, (&(struct timespec){0, 0})) == 0);
    CHECK(time(NULL) < 60);
    CHECK(settimeofday(&(struct timeval){some_day, 999999}, NULL) == 0);
}

static void check_the_day(void)
{
    time_t stored, now = time(&stored);
    struct tm *tm = gmtime(&now);

    CHECK(now >= 1700000000 && now < 1700000060 && stored == now);
    CHECK(tm->tm_year == 123 && tm->tm_mon == 10 && tm->tm_mday == 14);
}

static void check_process_times(void)
{
    struct tms tms;
    clock_t first = times(&tms);

    CHECK(tms.tms_utime == first && tms.tms_stime == 0 && tms.tms_cutime == 0);
    CHECK(times(NULL) >= first);
    CHECK(clock() >= first);
}

/* ---- sleeping ------------------------------------------------------------------------------- */

static void check_sleep_errors(void)
{
    CHECK_FAILS(nanosleep(NULL, NULL), EINVAL);
    CHECK_FAILS(nanosleep((&(struct timespec){0, -1}), NULL), EINVAL);
    CHECK_FAILS(nanosleep((&(struct timespec){0, NS_PER_S}), NULL), EINVAL);
    CHECK_FAILS(nanosleep((&(struct timespec){-1, 0}), NULL), EINVAL);
}

static void check_nanosleep(uint64_t ns)
{
    struct timespec remaining = {5, 5};
    uint64_t start_ns = muster_clock_ns();

    CHECK(nanosleep(&(struct timespec){(time_t)(ns / (uint64_t)NS_PER_S),
                                       (long)(ns % (uint64_t)NS_PER_S)},
                    &remaining) == 0);
    CHECK(muster_clock_ns() - start_ns >= ns);
    CHECK(remaining.tv_sec == 0 && remaining.tv_nsec == 0);
}

static void set_flag(struct muster_timer *timer)
{
    *(volatile bool *)timer->argument = true;
}

/* Sleeps with interrupts masked: it spins, and takes no interrupt. */
static void check_masked_sleep(void)
{
    volatile bool called = false;
    struct muster_timer timer = MUSTER_TIMER_INIT(set_flag, (void *)&called);
    uint64_t flags;

    local_irq_save(flags);
    CHECK(muster_timer_start(&timer, 1000) == 0);
    check_nanosleep(300000);
    CHECK(irqs_disabled() && !called);
    local_irq_restore(flags);
    CHECK(!irqs_disabled());
    while (!called)
        usleep(10);
}

static void check_sleeps(unsigned int cpu)
{
    uint64_t start_ns;

    check_nanosleep(0);
    check_nanosleep(1);
    check_nanosleep(100 + cpu);
    check_nanosleep(1000000 + 1000 * cpu);
    start_ns = muster_clock_ns();
    CHECK(usleep(1500) == 0);
    CHECK(muster_clock_ns() - start_ns >= 1500000);
    start_ns = muster_clock_ns();
    CHECK(sleep(0) == 0);
    check_masked_sleep();
    start_ns = muster_clock_ns();
    mdelay(1);
    udelay(1);
    ndelay(1);
    CHECK(muster_clock_ns() - start_ns >= 1001001);
}

int app_main_percpu(unsigned int cpu)
{
    check_clock_errors();
    check_sleep_errors();
    check_monotonic();
    rendezvous(&began);
    if (cpu == 0)
        check_setting();
    rendezvous(&set);
    check_process_times();
    if (cpu == 0)
        check_the_day(); /* its struct tm is one for all */
    check_sleeps(cpu);
    rendezvous(&slept);
    if (cpu == num_online_cpus() - 1) {
        uint64_t start_ns = muster_clock_ns();
        CHECK(sleep(1) == 0);
        CHECK(muster_clock_ns() - start_ns >= (uint64_t)NS_PER_S);
    }
    return 0;
}
