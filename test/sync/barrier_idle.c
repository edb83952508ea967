/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/fork.h>
#include <muster/smp.h>

#include "check.h"

/*
 * usage: sync-barrier-idle
 *
 * CPU 1 waits in a barrier for longer than a second. CPU 2 first does something else, then is idle
 * for a while, and then gets the function that meets CPU 1. CPU 1 looks which CPU is missing while
 * CPU 2 is idle, and may not report it.
 */

#define BUSY_US 980000
#define IDLE_US 60000

static DEFINE_MUSTER_BARRIER(two);
static uint32_t met;

static void meet(void *unused)
{
    (void)unused;
    CHECK(muster_barrier_wait(&two) == 0);
    __atomic_add_fetch(&met, 1, __ATOMIC_RELAXED);
}

static void be_elsewhere(void *unused)
{
    (void)unused;
    usleep(BUSY_US);
}

int app_main_percpu(unsigned int cpu)
{
    struct cpumask cpus = {{0}};

    if (cpu != 0)
        return 0;
    CHECK(muster_join(1) == 0 && muster_join(2) == 0);
    cpumask_set_cpu(1, &cpus);
    cpumask_set_cpu(2, &cpus);
    CHECK(muster_barrier_init(&two, &cpus) == 0);
    CHECK(muster_fork(1, meet, NULL) == 0 && muster_fork(2, be_elsewhere, NULL) == 0);
    CHECK(muster_join(2) == 0);
    usleep(IDLE_US);
    CHECK(muster_fork(2, meet, NULL) == 0);
    CHECK(muster_join(2) == 0 && muster_join(1) == 0);
    CHECK(met == 2);
    return 0;
}
