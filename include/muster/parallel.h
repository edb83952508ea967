/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_PARALLEL_H
#define MUSTER_PARALLEL_H

#include <stdint.h>

#include <muster/barrier.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * Loops whose rounds the CPUs of a barrier share.
 */

/** How the rounds are dealt out. */
enum muster_schedule {
    /** By rank, with no memory shared: a range for each CPU, or with a chunk above 0 chunks in
     * turn, as for cards. The same CPU does the same rounds in every run. */
    MUSTER_STATIC,
    /** The next chunk to whoever asks for one: for rounds that take different times. */
    MUSTER_DYNAMIC,
    /** The same, with chunks that begin large, half of an even share of what is left, and shrink
     * to @p chunk: fewer of them. */
    MUSTER_GUIDED,
};

/**
 * The range of one CPU when [begin, end) is divided among several, in the order of their ranks;
 * their lengths differ by one at most.
 * @param rank, size  muster_barrier_rank() and muster_barrier_size(), for instance
 * **Context:** any CPU, any time.
 */
static inline void muster_static_range(uint64_t begin, uint64_t end, unsigned int rank,
                                       unsigned int size, uint64_t *from, uint64_t *to)
{
    uint64_t count = end > begin ? end - begin : 0;
    uint64_t part = count / size, rest = count % size;

    *from = begin + part * rank + (rank < rest ? rank : rest);
    *to = *from + part + (rank < rest);
}

/**
 * Does a loop over [begin, end) on all CPUs of a barrier, which all call this with the same
 * arguments but for the context; it ends with the barrier.
 *
 * @param chunk    how many rounds at a time, at least for MUSTER_GUIDED; 0: the whole range of each
 *                 CPU for MUSTER_STATIC, else 1
 * @param body     does the rounds [begin, end) that it is called with; each round is in one call
 * @param context  for the body; each CPU its own
 * @return as muster_barrier_wait(), after the rounds that this CPU has got; -EINVAL also without a
 *         body or for an unknown schedule.
 * **Context, ordering:** as muster_barrier_wait(): what the rounds wrote is seen by all CPUs
 * afterwards. Between the rounds of two CPUs there is no order.
 * **Cost:** the barrier, and for each chunk but the static ones one compare-and-swap.
 */
int muster_parallel_for(struct muster_barrier *barrier, uint64_t begin, uint64_t end,
                        enum muster_schedule schedule, uint64_t chunk,
                        void (*body)(uint64_t begin, uint64_t end, void *context), void *context);

MUSTER_END_DECLS

#endif
