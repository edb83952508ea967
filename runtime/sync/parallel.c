/* SPDX-License-Identifier: MIT */
#include <muster/parallel.h>

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

/* Loops that all CPUs of a barrier share. */

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

/* Takes the next chunk of the loop that nobody has: its begin and its length, 0 when all is gone.
 * @p shares: of what is left, one that many is taken, but never less than the loop's chunk. */
static uint64_t take(uint64_t *next, const struct loop *loop, uint64_t shares, uint64_t *from)
{
    uint64_t count = loop->end - loop->begin, taken;

    *from = __atomic_load_n(next, __ATOMIC_RELAXED);
    do {
        uint64_t rest = count - *from;
        taken = shares ? rest / shares : loop->chunk;
        if (taken < loop->chunk)
            taken = loop->chunk;
        if (taken > rest)
            taken = rest;
    } while (taken && !__atomic_compare_exchange_n(next, from, *from + taken, true,
                                                   __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    return taken;
}

static void run_shared(struct muster_barrier *barrier, const struct loop *loop, uint64_t shares)
{
    uint64_t from, taken;

    while ((taken = take(&barrier->next, loop, shares, &from)))
        loop->body(loop->begin + from, loop->begin + from + taken, loop->context);
}

int muster_parallel_for(struct muster_barrier *barrier, uint64_t begin, uint64_t end,
                        enum muster_schedule schedule, uint64_t chunk,
                        void (*body)(uint64_t begin, uint64_t end, void *context), void *context)
{
    struct loop loop = {begin, end, chunk, body, context};

    if (!body)
        return -EINVAL;
    if (begin >= end)
        return muster_barrier_wait(barrier);
    if (schedule == MUSTER_STATIC) {
        run_static(barrier, &loop);
        return muster_barrier_wait(barrier);
    }
    if (chunk == 0)
        loop.chunk = 1;
    run_shared(barrier, &loop,
               schedule == MUSTER_GUIDED ? 2 * (uint64_t)muster_barrier_size(barrier) : 0);
    int error = muster_barrier_wait(barrier);
    if (!error && muster_barrier_rank(barrier) == 0)
        barrier->next = 0;
    return error ? error : muster_barrier_wait(barrier);
}
