/* SPDX-License-Identifier: MIT */
#include <muster/mpmc_queue.h>

#include <errno.h>
#include <stdbool.h>

#include <muster/atomic.h>
#include <muster/timer.h>
#include <muster/wait.h>

#include "time/clock.h"

/*
 * The cell of position p, p being how many came before, has the sequence
 *
 *   p                 it is free for the item p: who makes `pushed` p + 1 writes it
 *   p + 1             it holds the item p: who makes `popped` p + 1 reads it
 *   p + capacity      it is free for the item of the next round
 *
 * as far as 32 bits go: less than 2^31 lie between any two that meet in a cell. Positions have 64
 * bits, so that one that is out of date never looks right again.
 */

int muster_mpmc_init(struct muster_mpmc_queue *queue, struct muster_mpmc_cell *cells,
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

/*
 * The cell of the position that *next holds, once that is the caller's alone: `ahead` is by how
 * much the sequence is above the position when it is the caller's turn. NULL before that.
 */
static inline __attribute__((always_inline)) struct muster_mpmc_cell *
claim(const struct muster_mpmc_queue *queue, uint64_t *next, uint32_t ahead, uint64_t *position)
{
    *position = __atomic_load_n(next, __ATOMIC_RELAXED);
    for (;;) {
        struct muster_mpmc_cell *cell = &queue->cells[*position & queue->mask];
        /* Acquire: the cell is as who had it before left it; partner: finish(). */
        uint32_t sequence = __atomic_load_n(&cell->sequence, __ATOMIC_ACQUIRE);
        int32_t turn = (int32_t)(sequence - ((uint32_t)*position + ahead));
        if (turn < 0)
            return NULL;
        /* Relaxed: nobody learns anything from the positions but which cell to look at. */
        if (turn > 0)
            *position = __atomic_load_n(next, __ATOMIC_RELAXED);
        else if (muster_atomic_compare_exchange_u64(next, position, *position + 1,
                                                    __ATOMIC_RELAXED))
            return cell;
    }
}

/* Release: the item has been written, or read; partner: claim(). */
static void finish(struct muster_mpmc_cell *cell, uint64_t sequence)
{
    __atomic_store_n(&cell->sequence, (uint32_t)sequence, __ATOMIC_RELEASE);
    muster_wake(&cell->sequence); /* partner: wait_for_turn() */
}

int muster_mpmc_try_push(struct muster_mpmc_queue *queue, uint64_t item)
{
    uint64_t position;
    struct muster_mpmc_cell *cell = claim(queue, &queue->pushed, 0, &position);

    if (!cell)
        return -ENOSPC;
    cell->item = item;
    finish(cell, position + 1);
    return 0;
}

int muster_mpmc_try_pop(struct muster_mpmc_queue *queue, uint64_t *item)
{
    uint64_t position;
    struct muster_mpmc_cell *cell = claim(queue, &queue->popped, 1, &position);

    if (!cell)
        return -ENOENT;
    *item = cell->item;
    finish(cell, position + queue->mask + 1);
    return 0;
}

/* ---- with waiting ------------------------------------------------------------------------- */

/* Until claim() may have a chance again, or the deadline has come: *next goes on only after its
 * cell has changed. */
static void wait_for_turn(const struct muster_mpmc_queue *queue, const uint64_t *next,
                          uint32_t ahead, uint64_t deadline_ns)
{
    uint64_t position = __atomic_load_n(next, __ATOMIC_RELAXED);
    const struct muster_mpmc_cell *cell = &queue->cells[position & queue->mask];
    uint32_t sequence = __atomic_load_n(&cell->sequence, __ATOMIC_ACQUIRE);
    uint64_t now_ns = muster_clock_ns();

    if ((int32_t)(sequence - ((uint32_t)position + ahead)) >= 0 || now_ns >= deadline_ns)
        return;
    uint64_t left_ns = deadline_ns == UINT64_MAX ? UINT64_MAX : deadline_ns - now_ns;
    muster_wait_while_equal(&cell->sequence, sequence, left_ns);
}

/* Others may be faster each time, so the clock is looked at whatever the wait came to; and before
 * the last try, so that what came in time is not left behind. */
int muster_mpmc_push(struct muster_mpmc_queue *queue, uint64_t item, uint64_t timeout_ns)
{
    if (muster_mpmc_try_push(queue, item) == 0)
        return 0;
    uint64_t deadline_ns = clock_add_ns(muster_clock_ns(), timeout_ns);
    for (;;) {
        bool is_last = muster_clock_ns() >= deadline_ns;
        if (muster_mpmc_try_push(queue, item) == 0)
            return 0;
        if (is_last)
            return -ETIMEDOUT;
        wait_for_turn(queue, &queue->pushed, 0, deadline_ns);
    }
}

int muster_mpmc_pop(struct muster_mpmc_queue *queue, uint64_t *item, uint64_t timeout_ns)
{
    if (muster_mpmc_try_pop(queue, item) == 0)
        return 0;
    uint64_t deadline_ns = clock_add_ns(muster_clock_ns(), timeout_ns);
    for (;;) {
        bool is_last = muster_clock_ns() >= deadline_ns;
        if (muster_mpmc_try_pop(queue, item) == 0)
            return 0;
        if (is_last)
            return -ETIMEDOUT;
        wait_for_turn(queue, &queue->popped, 1, deadline_ns);
    }
}
