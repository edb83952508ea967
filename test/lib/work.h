/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_WORK_H
#define MUSTER_TEST_WORK_H

#include <errno.h>

#include <muster/app.h>
#include <muster/fork.h>
#include <muster/smp.h>

#include "check.h"
#include "wait.h"

/* Has @p function run on @p cpu, which waits for work in the runtime or is about to. */
static inline void work_on(unsigned int cpu, int (*function)(void *), void *argument)
{
    int error;

    wait_until((error = muster_run_on(cpu, function, argument)) != -EBUSY);
    CHECK(error == 0);
}

/* Joins all other online CPUs: waits until each has returned from app_main_percpu(), or from the
 * function that it was given afterwards. Called by CPU 0. */
static inline void join_others(void)
{
    unsigned int cpu;

    for_each_online_cpu (cpu)
        if (cpu != 0)
            CHECK(muster_join(cpu) == 0);
}

#endif
