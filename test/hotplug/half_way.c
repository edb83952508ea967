/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/order.h>

#include "args.h"
#include "check.h"
#include "wait.h"

/*
 * usage: hotplug-half-way WHEN
 *
 * CPU 1 stands half-way, since a callback failed and then its undoing, too:
 *   boot         after the boot; a later cpu_up() completes it, and it takes functions
 *   constructor  in a constructor, where a second cpu_up() completes it: it begins with the others
 *   down         in a constructor, after a cpu_down(): it does not begin, until it is completed
 */

#define VICTIM 1

static uint32_t begun[NR_CPUS], jobs;
static bool fails; /* the first state's teardown, and the second one's startup */

static int first_up(unsigned int cpu)
{
    (void)cpu;
    return 0;
}

static int first_down(unsigned int cpu)
{
    return cpu == VICTIM && fails ? -EIO : 0;
}

static int second_up(unsigned int cpu)
{
    return cpu == VICTIM && fails ? -EIO : 0;
}

static int job(void *unused)
{
    (void)unused;
    __atomic_add_fetch(&jobs, 1, __ATOMIC_RELAXED);
    return 0;
}

static bool stands_half_way(void)
{
    struct cpuhp_report report;

    CHECK(cpuhp_report(VICTIM, &report) == 0);
    return report.is_stuck && cpu_online(VICTIM) && !cpu_active(VICTIM);
}

__attribute__((constructor)) static void set_up(void)
{
    CHECK(cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "test:first", first_up, first_down) > 0);
    CHECK(cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "test:second", second_up, NULL) > 0);
    if (arg_is(1, "down"))
        CHECK(cpu_up(VICTIM) == 0);
    fails = true;
    if (arg_is(1, "boot"))
        return;
    CHECK((arg_is(1, "down") ? cpu_down(VICTIM) : cpu_up(VICTIM)) == -EIO);
    CHECK(stands_half_way());
    if (arg_is(1, "down"))
        return;
    fails = false;
    CHECK(cpu_up(VICTIM) == 0 && cpu_active(VICTIM));
}

static void complete(void)
{
    CHECK(stands_half_way());
    CHECK(muster_run_on(VICTIM, job, NULL) == -ENODEV && !muster_cpu_is_idle(VICTIM));
    fails = false;
    CHECK(cpu_up(VICTIM) == 0);
    CHECK(muster_run_on(VICTIM, job, NULL) == 0);
    wait_until_idle(VICTIM);
    CHECK(__atomic_load_n(&jobs, __ATOMIC_RELAXED) == 1);
    CHECK(!__atomic_load_n(&begun[VICTIM], __ATOMIC_RELAXED));
    CHECK(cpu_down(VICTIM) == 0 && cpu_up(VICTIM) == 0);
}

int app_main_percpu(unsigned int cpu)
{
    __atomic_store_n(&begun[cpu], 1, __ATOMIC_RELAXED);
    if (cpu != 0)
        return 0;
    if (!arg_is(1, "constructor")) {
        complete();
    } else {
        wait_until(__atomic_load_n(&begun[VICTIM], __ATOMIC_RELAXED));
        CHECK(!stands_half_way());
    }
    return 0;
}
