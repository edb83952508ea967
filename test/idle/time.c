/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/idle.h>
#include <muster/order.h>
#include <muster/smp.h>

#include "check.h"
#include "wait.h"

/*
 * usage: idle-time (with --icount)
 *
 * The idle time of CPUs that sleep grows as the clock does, also while they are asleep; that of a
 * CPU that works does not.
 */

#define NS_PER_S 1000000000u
#define STEPS 4
#define STEP_NS (NS_PER_S / 500)
/* The most time that the looking CPU may take between two looks at different clocks. */
#define SLACK_NS 50000

static uint64_t now_ns(void)
{
    return muster_counter() * NS_PER_S / muster_counter_hz(); /* within seconds of the reset */
}

static void check_sleepers(void)
{
    uint64_t began_ns = now_ns(), before_ns[NR_CPUS], last_ns = 0;
    unsigned int cpu;

    for_each_online_cpu (cpu)
        before_ns[cpu] = muster_cpu_idle_ns(cpu);
    for (unsigned int step = 0; step < STEPS; step++) {
        wait_us(STEP_NS / 1000);
        uint64_t idle_ns = muster_cpu_idle_ns(1); /* asleep all the time */
        CHECK(idle_ns >= last_ns + STEP_NS - SLACK_NS);
        last_ns = idle_ns;
    }
    uint64_t passed_ns = now_ns() - began_ns;
    for_each_online_cpu (cpu) {
        uint64_t idle_ns = muster_cpu_idle_ns(cpu) - before_ns[cpu];
        if (cpu == 0)
            CHECK(idle_ns == 0);
        else
            CHECK(idle_ns >= passed_ns - SLACK_NS && idle_ns <= passed_ns + SLACK_NS);
    }
}

static int nothing(void *unused)
{
    (void)unused;
    return 0;
}

/* Wakes CPU 1 for a moment: that counts as one more sleep, and little idle time is missing. */
static void check_wake_up(void)
{
    struct muster_idle_report before, after;
    uint64_t began_ns = now_ns(), before_ns = muster_cpu_idle_ns(1);

    CHECK(muster_idle_report(1, &before) == 0);
    CHECK(muster_run_on(1, nothing, NULL) == 0);
    wait_us(STEP_NS / 1000);
    CHECK(muster_cpu_is_idle(1));
    CHECK(muster_idle_report(1, &after) == 0);
    CHECK(after.sleeps == before.sleeps + 1);
    uint64_t awake_ns = now_ns() - began_ns - (muster_cpu_idle_ns(1) - before_ns);
    CHECK(awake_ns > 0 && awake_ns < SLACK_NS);
}

int app_main_percpu(unsigned int cpu)
{
    struct muster_idle_report report;

    if (cpu != 0)
        return 0;
    CHECK(muster_cpu_idle_ns(nr_cpu_ids) == UINT64_MAX);
    CHECK(muster_idle_report(nr_cpu_ids, &report) == -EINVAL);
    CHECK(muster_idle_state(0) == NULL);
    wait_us(STEP_NS / 1000);
    check_sleepers();
    check_wake_up();
    return 0;
}
