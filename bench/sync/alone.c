/* SPDX-License-Identifier: MIT */
#include <muster/percpu.h>
#include <muster/semaphore.h>
#include <muster/spinlock.h>

#include "measure.h"

/* What nobody disputes: by CPU 0, while all others are idle. */

#define REPEAT_16(code)                                                                            \
    code code code code code code code code code code code code code code code code

static uint64_t empty_ticks(void)
{
    uint64_t begin = muster_counter();

    LOOP()
    return muster_counter() - begin;
}

/* Sixteen in a row. */
#define MEASURE(figure, code)                                                                      \
    do {                                                                                           \
        uint64_t begin = muster_counter();                                                         \
        LOOP(REPEAT_16(code))                                                                      \
        print_figure((figure), muster_counter() - begin, empty, 16 * (uint64_t)rounds);            \
    } while (0)

static DEFINE_SPINLOCK(lock);
static DEFINE_MUSTER_SEMAPHORE(semaphore, 1);
static DEFINE_PER_CPU(uint64_t, count);

void measure_alone(void)
{
    const uint64_t empty = empty_ticks();
    uint64_t *mine = this_cpu_ptr(&count);

    MEASURE("spin_lock_unlock", spin_lock(&lock); spin_unlock(&lock););
    MEASURE("semaphore_down_up", muster_semaphore_down(&semaphore, UINT64_MAX);
            muster_semaphore_up(&semaphore););
    MEASURE("atomic_add", __atomic_add_fetch(mine, 1, __ATOMIC_RELAXED););
}
