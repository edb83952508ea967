/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_PARALLEL_H
#define MUSTER_PARALLEL_H

#include <stdint.h>

#include <muster/barrier.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/** How the rounds of a loop are dealt out. */
enum muster_schedule {
    /** By rank: one range each, or with a chunk above 0 chunks in turn. */
    MUSTER_STATIC,
    /** The next chunk to whoever asks. */
    MUSTER_DYNAMIC,
    /** The same, with chunks that begin large and shrink to @p chunk. */
    MUSTER_GUIDED,
};

/** The part of [begin, end) of rank @p rank of @p size: parts differ by one at most in length. */
static inline void muster_static_range(uint64_t begin, uint64_t end, unsigned int rank,
                                       unsigned int size, uint64_t *from, uint64_t *to)
{
    uint64_t count = end > begin ? end - begin : 0;
    uint64_t part = count / size, rest = count % size;

    *from = begin + part * rank + (rank < rest ? rank : rest);
    *to = *from + part + (rank < rest);
}

/**
 * A loop over [begin, end) by all CPUs of a barrier, which all call it with the same arguments; it
 * ends with the barrier.
 * @param chunk  see enum muster_schedule; 0: the runtime chooses
 * @param body   does the rounds [begin, end) that it is called with
 * @return as muster_barrier_wait()
 */
int muster_parallel_for(struct muster_barrier *barrier, uint64_t begin, uint64_t end,
                        enum muster_schedule schedule, uint64_t chunk,
                        void (*body)(uint64_t begin, uint64_t end, void *context), void *context);

MUSTER_END_DECLS

#endif
