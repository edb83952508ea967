/* SPDX-License-Identifier: MIT */
#include "comings.h"

#include <muster/app.h>
#include <muster/reduce.h>
#include <muster/smp.h>
#include <muster/timer.h>
#include <muster/wait.h>

#define TICK_NS 1000000u

DEFINE_PER_CPU(struct record, record);
DEFINE_MUSTER_PERCPU_COUNTER(primes);
uint64_t next_number;
DEFINE_MUSTER_BARRIER(workers);
uint64_t numbers_of_workers;
static uint32_t bell;    /* rung to wake CPUs that have no number left */
static uint32_t go_home; /* set once by CPU 0 */

void ring(bool finish)
{
    if (finish)
        /* Release: the barrier of the workers is ready. Partner: the acquire load in task(). */
        __atomic_store_n(&go_home, 1, __ATOMIC_RELEASE);
    /* Release: a CPU that has heard the bell sees go_home. Partner: the acquire load in task(). */
    __atomic_fetch_add(&bell, 1, __ATOMIC_RELEASE);
    muster_wake(&bell);
}

static bool is_prime(uint64_t number)
{
    for (uint64_t divisor = 2; divisor * divisor <= number; divisor++) {
        if (number % divisor == 0)
            return false;
    }
    return number >= 2;
}

static void tick(struct muster_timer *timer)
{
    add(timer->argument, 1);
}

/* Adds up what all workers have done, and waits for the last of them. */
static void meet(uint64_t numbers)
{
    MUST(muster_reduce_sum_u64(&workers, &numbers) == 0);
    if (muster_barrier_rank(&workers) == 0)
        numbers_of_workers = numbers;
}

/* Works until CPU 0 says that all is done, or cpu_down() asks this CPU to leave. A number that this
 * CPU has taken is dealt with before. */
int task(void *unused)
{
    struct record *mine = &per_cpu(record, smp_processor_id());
    struct muster_timer timer;

    (void)unused;
    add(&mine->arrivals, 1);
    muster_timer_init(&timer, tick, &mine->ticks);
    MUST(muster_timer_start_periodic(&timer, TICK_NS) == 0);
    for (;;) {
        uint32_t heard = __atomic_load_n(&bell, __ATOMIC_ACQUIRE);

        if (muster_checkpoint() || __atomic_load_n(&go_home, __ATOMIC_ACQUIRE))
            break;
        if (look(&next_number) >= LIMIT) {
            muster_wait_while_equal(&bell, heard, UINT64_MAX);
            continue;
        }
        uint64_t number = muster_atomic_fetch_add_u64(&next_number, 1, __ATOMIC_RELAXED);
        if (number >= LIMIT)
            continue;
        if (is_prime(number))
            muster_percpu_counter_inc(&primes);
        add(&mine->numbers, 1);
    }
    /* The timer is on this stack, so it must be gone before the return. */
    MUST(muster_timer_is_pending(&timer));
    MUST(muster_timer_cancel_sync(&timer) == 1);
    add(&mine->missed, muster_timer_missed(&timer));
    if (__atomic_load_n(&go_home, __ATOMIC_ACQUIRE))
        meet(mine->numbers);
    return 0;
}
