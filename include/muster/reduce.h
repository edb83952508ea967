/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_REDUCE_H
#define MUSTER_REDUCE_H

#include <stddef.h>
#include <stdint.h>

#include <muster/barrier.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * What all CPUs of a barrier do together with a value of each: combine them, or pass one on. Each
 * is a barrier as well, with its errors and its ordering, and all CPUs call the same function with
 * the same arguments but for the value. After an error the value is anything.
 */

/**
 * Combines the values of all CPUs; each of them gets the result.
 *
 * In the order of their ranks: for ranks 0, 1, 2, ... with values a, b, c, ... it is a+b+c+...,
 * with parentheses that depend on the number of CPUs only. So the result has the same bits in every
 * run with as many CPUs, also where rounding makes the order matter.
 *
 * @param value    in: this CPU's, out: the result
 * @param bytes    its size; up to MUSTER_BARRIER_BUFFER_BYTES in one pass, more in two
 * @param combine  makes *into that of both; *from is of higher ranks. Associative, apart from
 *                 rounding. Runs on any of the CPUs, and must not wait for another one
 * @return as muster_barrier_wait(); -EINVAL also without a value or a function.
 * **Context, ordering:** as muster_barrier_wait().
 * **Cost:** for a sum of 8 bytes, the barrier included, 130 instructions for each of 4 CPUs and 122
 * for each of 64 or 512 (docs/sync.md).
 */
int muster_reduce(struct muster_barrier *barrier, void *value, size_t bytes,
                  void (*combine)(void *into, const void *from));

/**
 * Gives all CPUs the value of one.
 * @param from_rank  its muster_barrier_rank()
 * @param value      in on that CPU, out on the others
 * @param bytes      as above
 * @return as muster_barrier_wait(); -EINVAL also for a rank that the barrier does not have, or
 *         without a value.
 * **Context, ordering:** as muster_barrier_wait(). **Cost:** that of the barrier, and the copies.
 */
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

/**
 * muster_reduce_{sum,min,max}_{u64,i64,double}(barrier, value): muster_reduce() for these. Sums of
 * integers wrap round; a NaN may or may not come through min and max.
 */
MUSTER_DEFINE_REDUCTION(sum_u64, uint64_t, a + b)
MUSTER_DEFINE_REDUCTION(min_u64, uint64_t, a < b ? a : b)
MUSTER_DEFINE_REDUCTION(max_u64, uint64_t, a > b ? a : b)
MUSTER_DEFINE_REDUCTION(sum_i64, int64_t, (int64_t)((uint64_t)a + (uint64_t)b))
MUSTER_DEFINE_REDUCTION(min_i64, int64_t, a < b ? a : b)
MUSTER_DEFINE_REDUCTION(max_i64, int64_t, a > b ? a : b)
MUSTER_DEFINE_REDUCTION(sum_double, double, a + b)
MUSTER_DEFINE_REDUCTION(min_double, double, a < b ? a : b)
MUSTER_DEFINE_REDUCTION(max_double, double, a > b ? a : b)

MUSTER_END_DECLS

#endif
