/* SPDX-License-Identifier: MIT */
#include <muster/mpmc_queue.h>

#include <errno.h>
#include <stdbool.h>

#include <muster/atomic.h>
#include <muster/clock.h>
#include <muster/order.h>
#include <muster/wait.h>

#include "base/clock.h"

/*
 * Bounded queues for several producers and several consumers, without a lock.
 *
 * Positions count all items ever pushed or popped. The sequence of the cell for position p tells
 * what the cell is ready for:
 *
 *   p                 the cell is free for item p; the CPU that moves `pushed` from p to p + 1
 *                     writes the item
 *   p + 1             the cell holds item p; the CPU that moves `popped` from p to p + 1 reads it
 *   p + capacity      the cell is free for the item of the next round
 *
 * Sequences have 32 bits, which is enough because any two values that meet in a cell differ by less
 * than 2^31. Positions have 64 bits, so that an outdated position never looks valid again.
 */

int muster_mpmc_queue_init(struct muster_mpmc_queue *queue, struct muster_mpmc_queue_cell *cells,
                           size_t capacity)
{
    const size_t most = (size_t)1 << 30;

    if (!queue || !cells || capacity < 2 || capacity > most || (capacity & (capacity - 1)))
        return -EINVAL;
    *queue = (struct muster_mpmc_queue){.cells = cells, .mask = capacity - 1};
    for (size_t i = 0; i < capacity; i++)
        cells[i].sequence = (uint32_t)i;
    return 0;
}

/* Claims the cell at the position *@p next for the caller, by moving *@p next on; the position goes
 * to *@p position. @p ahead is how far the cell's sequence is above the position when the cell is
 * ready. Returns NULL if the cell is not ready. */
static inline __attribute__((always_inline)) struct muster_mpmc_queue_cell *
claim(const struct muster_mpmc_queue *queue, uint64_t *next, uint32_t ahead, uint64_t *position)
{
    *position = __atomic_load_n(next, __ATOMIC_RELAXED);
    for (;;) {
        struct muster_mpmc_queue_cell *cell = &queue->cells[*position & queue->mask];
        /* Acquire: this CPU sees the cell as the CPU that finished with it left it. Partner:
         * finish(). */
        uint32_t sequence = __atomic_load_n(&cell->sequence, __ATOMIC_ACQUIRE);
        int32_t turn = (int32_t)(sequence - ((uint32_t)*position + ahead));
        if (turn < 0)
            return NULL;
        /* Relaxed: a position tells only which cell to look at; the cell's sequence orders the
         * data. */
        if (turn > 0)
            *position = __atomic_load_n(next, __ATOMIC_RELAXED);
        else if (muster_atomic_compare_exchange_u64(next, position, *position + 1,
                                                    __ATOMIC_RELAXED))
            return cell;
    }
}

/* Hands the cell on by storing its next @p sequence. Release: the item has been written, or read,
 * before. Partner: claim(). */
static void finish(struct muster_mpmc_queue_cell *cell, uint64_t sequence)
{
    __atomic_store_n(&cell->sequence, (uint32_t)sequence, __ATOMIC_RELEASE);
    muster_wake(&cell->sequence); /* partner: wait_for_turn() */
}

bool muster_mpmc_queue_trypush(struct muster_mpmc_queue *queue, uint64_t item)
{
    uint64_t position;
    struct muster_mpmc_queue_cell *cell = claim(queue, &queue->pushed, 0, &position);

    if (!cell)
        return false;
    cell->item = item;
    finish(cell, position + 1);
    return true;
}

bool muster_mpmc_queue_trypop(struct muster_mpmc_queue *queue, uint64_t *item)
{
    uint64_t position;
    struct muster_mpmc_queue_cell *cell = claim(queue, &queue->popped, 1, &position);

    if (!cell)
        return false;
    *item = cell->item;
    finish(cell, position + queue->mask + 1);
    return true;
}

/* ---- with waiting ------------------------------------------------------------------------- */

/* Waits until claim() may succeed, or until @p deadline_ns. The wait is for the cell's sequence
 * alone: *@p next moves on only after its cell has changed. */
static void wait_for_turn(const struct muster_mpmc_queue *queue, const uint64_t *next,
                          uint32_t ahead, uint64_t deadline_ns)
{
    uint64_t position = __atomic_load_n(next, __ATOMIC_RELAXED);
    const struct muster_mpmc_queue_cell *cell = &queue->cells[position & queue->mask];
    uint32_t sequence = __atomic_load_n(&cell->sequence, __ATOMIC_ACQUIRE);
    uint64_t now_ns = muster_clock_ns();

    if ((int32_t)(sequence - ((uint32_t)position + ahead)) >= 0 || now_ns >= deadline_ns)
        return;
    uint64_t left_ns = deadline_ns == UINT64_MAX ? UINT64_MAX : deadline_ns - now_ns;
    muster_wait_while_equal(&cell->sequence, sequence, left_ns);
}

/* Looks at the clock in every round, however the wait ended: other CPUs may claim the cell first
 * each time. The clock is read before the last try, so that a cell that became ready in time is not
 * missed. */
int muster_mpmc_queue_push(struct muster_mpmc_queue *queue, uint64_t item, uint64_t timeout_ns)
{
    if (muster_mpmc_queue_trypush(queue, item))
        return 0;
    uint64_t deadline_ns = clock_add_ns(muster_clock_ns(), timeout_ns);
    for (;;) {
        bool is_last = muster_clock_ns() >= deadline_ns;
        smp_rmb(); /* read the clock, then try; partner: finish() */
        if (muster_mpmc_queue_trypush(queue, item))
            return 0;
        if (is_last)
            return -ETIMEDOUT;
        wait_for_turn(queue, &queue->pushed, 0, deadline_ns);
    }
}

int muster_mpmc_queue_pop(struct muster_mpmc_queue *queue, uint64_t *item, uint64_t timeout_ns)
{
    if (muster_mpmc_queue_trypop(queue, item))
        return 0;
    uint64_t deadline_ns = clock_add_ns(muster_clock_ns(), timeout_ns);
    for (;;) {
        bool is_last = muster_clock_ns() >= deadline_ns;
        smp_rmb(); /* read the clock, then try; partner: finish() */
        if (muster_mpmc_queue_trypop(queue, item))
            return 0;
        if (is_last)
            return -ETIMEDOUT;
        wait_for_turn(queue, &queue->popped, 1, deadline_ns);
    }
}
