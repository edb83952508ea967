/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_WORK_H
#define MUSTER_TEST_WORK_H

#include <errno.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/order.h>
#include <muster/smp.h>

#include "check.h"

/* Work for other CPUs, and waiting for them. What waits here without an end ends by the test's
 * TIMEOUT. */

/* Has @p function run on @p cpu, which waits in the runtime or is about to. */
static inline void work_on(unsigned int cpu, int (*function)(void *), void *argument)
{
    int error;

    while ((error = muster_run_on(cpu, function, argument)) == -EBUSY)
        cpu_relax();
    CHECK(error == 0);
}

static inline void wait_until_idle(unsigned int cpu)
{
    while (!muster_cpu_is_idle(cpu))
        cpu_relax();
}

/* Waits for about so many instructions, without giving way to the others. */
static inline void be_busy(uint32_t instructions)
{
    for (uint32_t i = 0; i < instructions; i += 3)
        muster_compiler_barrier();
}

/* Waits until another CPU, or a handler, has set @p word to at least @p value. */
static inline void wait_for(const uint32_t *word, uint32_t value)
{
    while (smp_load_acquire(word) < value)
        cpu_relax();
}

static inline void wait_us(uint64_t us)
{
    const uint64_t us_per_s = 1000000;
    uint64_t start = muster_counter();

    while (muster_counter() - start < muster_counter_hz() * us / us_per_s)
        cpu_relax();
}

/* Whether @p word reaches @p value within @p ms. */
static inline int comes_within_ms(const uint32_t *word, uint32_t value, uint64_t ms)
{
    const uint64_t ms_per_s = 1000;
    uint64_t start = muster_counter();

    while (smp_load_acquire(word) < value)
        if (muster_counter() - start > muster_counter_hz() * ms / ms_per_s)
            return 0;
        else
            cpu_relax();
    return 1;
}

#endif
