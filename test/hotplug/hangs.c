/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/order.h>

#include "check.h"
#include "wait.h"

/*
 * usage: hotplug-hangs, with a cpuhp.timeout_ms that can be waited for
 *
 * CPU 1 hangs in a callback on its way up or down, in STARTING or ONLINE. It is given up in time
 * and no CPU touches it; when it goes on after all it does no harm, and both cpu_up() and
 * cpu_down() find it where it has come to.
 */

#define VICTIM 1

enum place { STARTING_UP, ONLINE_UP, STARTING_DOWN, ONLINE_DOWN, PLACES, NOWHERE };

static uint32_t hangs_in = NOWHERE; /* enum place; by CPU 0 */
static uint32_t is_hanging;
static int balance[2]; /* of the two states, for the victim, by it */

static int pass(bool online, bool up, unsigned int cpu)
{
    enum place place = online ? (up ? ONLINE_UP : ONLINE_DOWN) : up ? STARTING_UP : STARTING_DOWN;

    if (cpu != VICTIM)
        return 0;
    if (smp_load_acquire(&hangs_in) == place) {
        smp_store_release(&is_hanging, 1);
        wait_until(smp_load_acquire(&hangs_in) != place);
    }
    balance[online] += up ? 1 : -1;
    CHECK(balance[online] == 0 || balance[online] == 1);
    return 0;
}

static int starting_up(unsigned int cpu)
{
    return pass(false, true, cpu);
}

static int starting_down(unsigned int cpu)
{
    return pass(false, false, cpu);
}

static int online_up(unsigned int cpu)
{
    return pass(true, true, cpu);
}

static int online_down(unsigned int cpu)
{
    return pass(true, false, cpu);
}

__attribute__((constructor)) static void set_up(void)
{
    CHECK(cpuhp_setup_state_nocalls(CPUHP_AP_STARTING, "test:starting", starting_up,
                                    starting_down) == 0);
    CHECK(cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "test:online", online_up, online_down) >
          0);
}

static bool goes_up(enum place place)
{
    return place == STARTING_UP || place == ONLINE_UP;
}

static int nothing(void *unused)
{
    (void)unused;
    return 0;
}

static void hang(enum place place)
{
    struct cpuhp_report report;

    is_hanging = 0;
    smp_store_release(&hangs_in, place);
    CHECK((goes_up(place) ? cpu_up(VICTIM) : cpu_down(VICTIM)) == -ETIMEDOUT);
    CHECK(smp_load_acquire(&is_hanging));
    CHECK(cpuhp_report(VICTIM, &report) == 0);
    CHECK(report.result == -ETIMEDOUT && report.is_stuck && report.state == report.target);
    CHECK(!cpu_active(VICTIM));
    CHECK(cpu_online(VICTIM) == (place == ONLINE_DOWN));
    CHECK(muster_run_on(VICTIM, nothing, NULL) == -ENODEV);
    /* The CPU is still on the one way, so it cannot begin another. */
    CHECK(cpu_up(VICTIM) == -EBUSY);
    CHECK(cpu_down(VICTIM) == -EBUSY);
    CHECK(cpuhp_report(VICTIM, &report) == 0);
    CHECK(report.result == -ETIMEDOUT && report.is_stuck);
}

/* Lets the CPU go on. A CPU that hung in an ONLINE teardown comes back up by itself; all others go
 * off or park. Until then the CPU is busy. */
static void go_on(enum place place, bool up)
{
    int error;

    smp_store_release(&hangs_in, NOWHERE);
    wait_until((error = up ? cpu_up(VICTIM) : cpu_down(VICTIM)) != -EBUSY);
    CHECK(error == 0 || (error == -EALREADY && up && place == ONLINE_DOWN));
}

static void check_stands(bool up)
{
    struct cpuhp_report report;

    CHECK(cpuhp_report(VICTIM, &report) == 0);
    CHECK(report.state == (up ? CPUHP_ONLINE : CPUHP_OFFLINE) && report.state == report.target);
    CHECK(!report.is_stuck);
    CHECK(balance[0] == up && balance[1] == up);
    CHECK(cpu_online(VICTIM) == up && cpu_active(VICTIM) == up);
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    for (int i = 0; i < 2 * PLACES; i++) {
        enum place place = (enum place)(i / 2);
        bool ends_up = i % 2;
        bool is_up = cpuhp_cpu_state(VICTIM) == CPUHP_ONLINE;
        if (is_up == goes_up(place))
            CHECK((is_up ? cpu_down(VICTIM) : cpu_up(VICTIM)) == 0);
        hang(place);
        go_on(place, ends_up);
        check_stands(ends_up);
    }
    return 0;
}
