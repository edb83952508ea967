/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_PARALLEL_H
#define MUSTER_PARALLEL_H

#include <stdint.h>

#include <muster/barrier.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Loops that the CPUs of a barrier share.
 *
 * @addtogroup work
 * @{
 */

/** How the rounds of a loop are dealt out. */
enum muster_schedule {
    /** By rank, with no memory shared: one range for each CPU. With a chunk above 0, chunks in
     * turn, as cards are dealt. The same CPU does the same rounds in every run. */
    MUSTER_STATIC,
    /** The next chunk to the CPU that asks for one: for rounds that take different times. */
    MUSTER_DYNAMIC,
    /** As MUSTER_DYNAMIC, with fewer chunks: they begin at half of an even share of what is left,
     * and shrink to the chunk that was asked for. */
    MUSTER_GUIDED,
};

/**
 * Computes the range of one CPU when [begin, end) is divided among several, in the order of ranks.
 * The lengths of the ranges differ by one at most.
 *
 * @param begin  the first round
 * @param end    one beyond the last round
 * @param rank   the CPU's rank, as of muster_barrier_rank()
 * @param size   the number of CPUs, as of muster_barrier_size()
 * @param from   gets the first round of the range
 * @param to     gets one beyond the last round of the range
 *
 * **Context:** any CPU, any time; does not wait.
 */
static inline void muster_static_range(uint64_t begin, uint64_t end, unsigned int rank,
                                       unsigned int size, uint64_t *from, uint64_t *to);

/**
 * Runs a loop over [begin, end) on all CPUs of a barrier, and ends with that barrier. All CPUs of
 * the barrier call this with the same arguments, apart from the context.
 *
 * @param barrier   the barrier
 * @param begin     the first round
 * @param end       one beyond the last round
 * @param schedule  how the rounds are dealt out
 * @param chunk     how many rounds at a time, at least for MUSTER_GUIDED; 0: the whole range of
 *                  each CPU for MUSTER_STATIC, otherwise 1
 * @param body      does the rounds [begin, end) that it is called with; each round is in one call
 * @param context   the body's argument; each CPU has its own
 * @return as muster_barrier_wait(), after the rounds that this CPU has got; -EINVAL also without a
 *         body or for an unknown schedule
 *
 * **Context:** that of muster_barrier_wait(). **Ordering:** all CPUs see afterwards what the rounds
 * wrote. Between the rounds of two CPUs there is no order.
 * **Cost:** the barrier, and one compare and swap for each chunk that is not static.
 */
int muster_parallel_for(struct muster_barrier *barrier, uint64_t begin, uint64_t end,
                        enum muster_schedule schedule, uint64_t chunk,
                        void (*body)(uint64_t begin, uint64_t end, void *context), void *context);

/** @} */

/** @cond internal */

static inline void muster_static_range(uint64_t begin, uint64_t end, unsigned int rank,
                                       unsigned int size, uint64_t *from, uint64_t *to)
{
    uint64_t count = end > begin ? end - begin : 0;
    uint64_t part = count / size, rest = count % size;

    *from = begin + part * rank + (rank < rest ? rank : rest);
    *to = *from + part + (rank < rest);
}

/** @endcond */

MUSTER_END_DECLS

#endif
