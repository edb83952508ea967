/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_WORK_H
#define MUSTER_TEST_WORK_H

#include <errno.h>

#include <muster/app.h>

#include "check.h"
#include "wait.h"

/* Has @p function run on @p cpu, which waits for work in the runtime or is about to. */
static inline void work_on(unsigned int cpu, int (*function)(void *), void *argument)
{
    int error;

    wait_until((error = muster_run_on(cpu, function, argument)) != -EBUSY);
    CHECK(error == 0);
}

#endif
