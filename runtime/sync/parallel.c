/* SPDX-License-Identifier: MIT */
#include <muster/parallel.h>

#include <errno.h>
#include <stddef.h>

#include "sync/barrier.h"

/* Parallel loops: the CPUs of a barrier share the rounds of a loop. */

struct loop {
    uint64_t begin, end, chunk;
    void (*body)(uint64_t begin, uint64_t end, void *context);
    void *context;
};

static void run_static(struct muster_barrier *barrier, const struct loop *loop)
{
    unsigned int rank = muster_barrier_rank(barrier), size = muster_barrier_size(barrier);
    uint64_t from, to;

    if (loop->chunk == 0) {
        muster_static_range(loop->begin, loop->end, rank, size, &from, &to);
        if (from < to)
            loop->body(from, to, loop->context);
        return;
    }
    uint64_t count = loop->end - loop->begin, chunks = (count - 1) / loop->chunk + 1;
    for (uint64_t chunk = rank; chunk < chunks; chunk += size) {
        from = chunk * loop->chunk;
        to = count - from < loop->chunk ? count : from + loop->chunk;
        loop->body(loop->begin + from, loop->begin + to, loop->context);
    }
}

/*
 * Takes the next chunk of the loop: sets *@p from to its beginning and returns its length, or 0
 * when all rounds are dealt out. If @p shares is not 0, the chunk is 1/@p shares of what is left,
 * unless the loop's own chunk is larger.
 *
 * Compare-and-swap rather than an addition: *@p dealt never goes beyond the end, so it cannot wrap
 * round. Relaxed: no other memory depends on *@p dealt; the barrier at the end of the loop orders
 * what the rounds do.
 */
static uint64_t take(uint64_t *dealt, const struct loop *loop, uint64_t shares, uint64_t *from)
{
    uint64_t count = loop->end - loop->begin, taken;

    *from = __atomic_load_n(dealt, __ATOMIC_RELAXED);
    do {
        uint64_t rest = count - *from;
        taken = shares ? rest / shares : loop->chunk;
        if (taken < loop->chunk)
            taken = loop->chunk;
        if (taken > rest)
            taken = rest;
    } while (taken && !__atomic_compare_exchange_n(dealt, from, *from + taken, true,
                                                   __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    return taken;
}

static void run_shared(struct muster_barrier *barrier, const struct loop *loop, uint64_t shares)
{
    uint64_t from, taken;

    while ((taken = take(&barrier->dealt, loop, shares, &from)))
        loop->body(loop->begin + from, loop->begin + from + taken, loop->context);
}

/* Sets the count back for the next loop. Runs on the root while all CPUs are in the barrier: none
 * takes from this loop any more, and none from the next loop yet. */
static void deal_anew(struct muster_barrier *barrier, void *unused)
{
    (void)unused;
    __atomic_store_n(&barrier->dealt, 0, __ATOMIC_RELAXED);
}

int muster_parallel_for(struct muster_barrier *barrier, uint64_t begin, uint64_t end,
                        enum muster_schedule schedule, uint64_t chunk,
                        void (*body)(uint64_t begin, uint64_t end, void *context), void *context)
{
    static const struct barrier_work at_end = {.complete = deal_anew};
    struct loop loop = {begin, end, chunk, body, context};
    uint64_t shares = schedule == MUSTER_GUIDED ? 2 * (uint64_t)barrier->size : 0;

    if (!body || (unsigned int)schedule > MUSTER_GUIDED ||
        this_cpu_ptr(barrier->nodes)->role == MUSTER_BARRIER_STRANGER)
        return -EINVAL;
    if (begin >= end)
        return muster_barrier_wait(barrier);
    if (schedule == MUSTER_STATIC) {
        run_static(barrier, &loop);
        return muster_barrier_wait(barrier);
    }
    if (chunk == 0)
        loop.chunk = 1;
    run_shared(barrier, &loop, shares);
    return barrier_pass(barrier, &at_end);
}
