/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/fork.h>
#include <muster/idle.h>
#include <muster/smp.h>

#include "check.h"

/*
 * A joiner that has gone to sleep is woken when the function returns, and not by its time-out; a
 * CPU that sleeps is woken when it is given a function. With -icount, where time is exact.
 */

#define WORK_NS UINT64_C(200000)
#define SLACK_NS UINT64_C(30000)

static void work(void *unused)
{
    (void)unused;
    ndelay(WORK_NS);
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    CHECK(muster_join(1) == 0);
    for (unsigned int round = 0; round < 3; round++) {
        uint64_t idle_ns = muster_cpu_idle_ns(1);

        ndelay(WORK_NS);
        CHECK(muster_cpu_idle_ns(1) - idle_ns > WORK_NS - SLACK_NS); /* it did sleep */
        uint64_t start_ns = muster_clock_ns();
        CHECK(muster_fork(1, work, NULL) == 0 && muster_join(1) == 0);
        uint64_t passed_ns = muster_clock_ns() - start_ns;
        CHECK(passed_ns >= WORK_NS && passed_ns < WORK_NS + SLACK_NS);
    }
    return 0;
}
