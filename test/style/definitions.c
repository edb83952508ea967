/* SPDX-License-Identifier: MIT */
#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/mcs_lock.h>
#include <muster/mpmc_queue.h>
#include <muster/once.h>
#include <muster/percpu_counter.h>
#include <muster/rwlock.h>
#include <muster/semaphore.h>
#include <muster/seqlock.h>
#include <muster/spinlock.h>
#include <muster/timer.h>
#include <muster/work_deque.h>

/* One of each thing that the public headers define, or that starts as zeroes. Compiled only, as C
 * and as C++, by test/style/headers.py. */

static DEFINE_MUSTER_BARRIER(barrier);
static DEFINE_MUSTER_MCS_LOCK(mcs_lock);
static DEFINE_MUSTER_PERCPU_COUNTER(counter);
static DEFINE_MUSTER_RWLOCK(rwlock);
static DEFINE_MUSTER_SEMAPHORE(semaphore, 1);
static DEFINE_MUSTER_SEQLOCK(seqlock);
static DEFINE_SPINLOCK(spinlock);
static DEFINE_PER_CPU(uint32_t, number);
static DEFINE_PER_CPU_ALIGNED(uint32_t, aligned_number);
static DEFINE_PER_CPU_UNCOPIED(uint32_t, uncopied_number);
static struct muster_once once;
static struct muster_mpmc_queue queue;
static struct muster_work_deque deque;

static void ring(struct muster_timer *timer)
{
    (void)timer;
}
static struct muster_timer timer = MUSTER_TIMER_INIT(ring, 0);

extern const void *const defined[];
const void *const defined[] = {
    &barrier, &mcs_lock,       &counter,         &rwlock, &semaphore, &seqlock, &spinlock,
    &number,  &aligned_number, &uncopied_number, &once,   &queue,     &deque,   &timer,
};
