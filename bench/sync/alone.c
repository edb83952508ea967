/* SPDX-License-Identifier: MIT */
#include <muster/atomic.h>
#include <muster/mcs_lock.h>
#include <muster/mpmc_queue.h>
#include <muster/percpu.h>
#include <muster/percpu_counter.h>
#include <muster/rwlock.h>
#include <muster/semaphore.h>
#include <muster/seqlock.h>
#include <muster/spinlock.h>
#include <muster/work_deque.h>

#include "measure.h"

/* Measures operations without contention: by CPU 0, while all others are idle. */

#define REPEAT_16(code)                                                                            \
    code code code code code code code code code code code code code code code code

static uint64_t empty_ticks(void)
{
    uint64_t begin = muster_counter();

    LOOP()
    return muster_counter() - begin;
}

/* Runs an operation sixteen times in a row. */
#define MEASURE(figure, code)                                                                      \
    do {                                                                                           \
        uint64_t begin = muster_counter();                                                         \
        LOOP(REPEAT_16(code))                                                                      \
        print_figure((figure), muster_counter() - begin, empty, 16 * (uint64_t)rounds);            \
    } while (0)

static void measure_locks(uint64_t empty)
{
    static DEFINE_SPINLOCK(spinlock);
    static DEFINE_MUSTER_MCS_LOCK(mcs_lock);
    static DEFINE_MUSTER_RWLOCK(rwlock);
    static DEFINE_MUSTER_SEQLOCK(seqlock);
    struct muster_mcs_node node;

    MEASURE("spin_lock_unlock", spin_lock(&spinlock); spin_unlock(&spinlock););
    MEASURE("mcs_lock_unlock", muster_mcs_lock(&mcs_lock, &node);
            muster_mcs_unlock(&mcs_lock, &node););
    MEASURE("read_lock_unlock", muster_rwlock_read_lock(&rwlock);
            muster_rwlock_read_unlock(&rwlock););
    MEASURE("write_lock_unlock", muster_rwlock_write_lock(&rwlock);
            muster_rwlock_write_unlock(&rwlock););
    MEASURE("seqlock_read",
            (void)muster_seqlock_read_retry(&seqlock, muster_seqlock_read_begin(&seqlock)););
    MEASURE("seqlock_write", muster_seqlock_write_begin(&seqlock);
            muster_seqlock_write_end(&seqlock););
}

static DEFINE_MUSTER_SEMAPHORE(semaphore, 1);
static DEFINE_MUSTER_PERCPU_COUNTER(counter);
static DEFINE_PER_CPU(uint64_t, count);

static void measure_counts(uint64_t empty)
{
    uint64_t *mine = this_cpu_ptr(&count);

    MEASURE("atomic_add", muster_atomic_fetch_add_u64(mine, 1, __ATOMIC_RELAXED););
    MEASURE("percpu_counter_inc", muster_percpu_counter_inc(&counter););
    MEASURE("semaphore_down_up", muster_semaphore_down(&semaphore, 0);
            muster_semaphore_up(&semaphore););
}

static void measure_queues(uint64_t empty)
{
    static struct muster_work_deque deque;
    static struct muster_mpmc_queue queue;
    static uint64_t items[2];
    static struct muster_mpmc_queue_cell cells[2];
    uint64_t item;

    must_be("deque_push_take", (uint64_t)muster_work_deque_init(&deque, items, 2), 0);
    must_be("mpmc_push_pop", (uint64_t)muster_mpmc_queue_init(&queue, cells, 2), 0);
    MEASURE("deque_push_take", muster_work_deque_push(&deque, 1);
            muster_work_deque_take(&deque, &item););
    MEASURE("deque_push_steal", muster_work_deque_push(&deque, 1);
            muster_work_deque_steal(&deque, &item););
    must_be("deque_push_steal", muster_work_deque_count(&deque), 0);
    MEASURE("mpmc_push_pop", muster_mpmc_queue_trypush(&queue, 1);
            muster_mpmc_queue_trypop(&queue, &item););
}

void measure_alone(void)
{
    const uint64_t empty = empty_ticks();

    measure_locks(empty);
    measure_counts(empty);
    measure_queues(empty);
}
