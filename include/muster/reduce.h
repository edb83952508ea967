/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_REDUCE_H
#define MUSTER_REDUCE_H

#include <stddef.h>
#include <stdint.h>

#include <muster/barrier.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * Combines the values of all CPUs of a barrier, in the order of their ranks: each gets the result.
 * Called by all of them, with the same arguments but for the value.
 * @param combine  makes *into, of lower ranks, that of both; associative
 * @return as muster_barrier_wait()
 */
int muster_reduce(struct muster_barrier *barrier, void *value, size_t bytes,
                  void (*combine)(void *into, const void *from));

/** Gives all CPUs the value of that with rank @p from_rank. @return as muster_barrier_wait(). */
int muster_broadcast(struct muster_barrier *barrier, unsigned int from_rank, void *value,
                     size_t bytes);

#define MUSTER_DEFINE_REDUCTION(name, type, expression)                                            \
    static inline void muster_combine_##name(void *into, const void *from)                         \
    {                                                                                              \
        type a = *(type *)into, b = *(const type *)from;                                           \
        *(type *)into = (expression);                                                              \
    }                                                                                              \
    static inline int muster_reduce_##name(struct muster_barrier *barrier, type *value)            \
    {                                                                                              \
        return muster_reduce(barrier, value, sizeof(*value), muster_combine_##name);               \
    }

MUSTER_DEFINE_REDUCTION(sum_u64, uint64_t, a + b)
MUSTER_DEFINE_REDUCTION(min_u64, uint64_t, a < b ? a : b)
MUSTER_DEFINE_REDUCTION(max_u64, uint64_t, a > b ? a : b)
MUSTER_DEFINE_REDUCTION(sum_i64, int64_t, a + b)
MUSTER_DEFINE_REDUCTION(min_i64, int64_t, a < b ? a : b)
MUSTER_DEFINE_REDUCTION(max_i64, int64_t, a > b ? a : b)
MUSTER_DEFINE_REDUCTION(sum_double, double, a + b)
MUSTER_DEFINE_REDUCTION(min_double, double, a < b ? a : b)
MUSTER_DEFINE_REDUCTION(max_double, double, a > b ? a : b)

MUSTER_END_DECLS

#endif
