/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_REDUCE_H
#define MUSTER_REDUCE_H

#include <stddef.h>
#include <stdint.h>

#include <muster/barrier.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Reductions and broadcasts: the CPUs of a barrier combine their values, or pass one on.
 *
 * Each call is a barrier as well, with its errors and its ordering. All CPUs call the same function
 * with the same arguments, apart from the value. After an error the value is undefined.
 *
 * @addtogroup sync
 * @{
 */

/**
 * Combines the values of all CPUs; each CPU gets the result.
 *
 * The values a, b, c, ... of the ranks 0, 1, 2, ... are combined in that order, a+b+c+..., with
 * parentheses that depend on the number of CPUs only. So the result has the same bits in every run
 * with as many CPUs, also where rounding makes the order matter.
 *
 * @param barrier  the barrier
 * @param value    in: this CPU's value; out: the result
 * @param bytes    the size of the value; up to MUSTER_BARRIER_BUFFER_BYTES take one pass, more two
 * @param combine  makes *into the combination of both; *from is of higher ranks. Associative, apart
 *                 from rounding. Runs on any of the CPUs, and must not wait for another CPU
 * @return as muster_barrier_wait(); -EINVAL also without a value or a function
 *
 * **Context, ordering:** those of muster_barrier_wait().
 * **Cost:** for a sum of 8 bytes, the barrier included, 130 instructions for each of 4 CPUs and 122
 * for each of 64 or 512 (docs/sync.md).
 */
int muster_reduce(struct muster_barrier *barrier, void *value, size_t bytes,
                  void (*combine)(void *into, const void *from));

/**
 * Gives all CPUs the value of one CPU.
 *
 * @param barrier    the barrier
 * @param from_rank  the muster_barrier_rank() of the CPU with the value
 * @param value      in on that CPU, out on the others
 * @param bytes      the size of the value
 * @return as muster_barrier_wait(); -EINVAL also for a rank that the barrier does not have, or
 *         without a value
 *
 * **Context, ordering:** those of muster_barrier_wait(). **Cost:** that of the barrier, and the
 * copies.
 */
int muster_broadcast(struct muster_barrier *barrier, unsigned int from_rank, void *value,
                     size_t bytes);

/**
 * muster_reduce() for the sum of values of type uint64_t.
 *
 * @param barrier  the barrier
 * @param value    in: this CPU's value; out: the sum of all; wraps round at 2^64
 * @return as muster_reduce()
 *
 * **Context, ordering, cost:** those of muster_reduce().
 */
static inline int muster_reduce_sum_u64(struct muster_barrier *barrier, uint64_t *value);

/**
 * muster_reduce() for the least of values of type uint64_t.
 *
 * @param barrier  the barrier
 * @param value    in: this CPU's value; out: the least of all
 * @return as muster_reduce()
 *
 * **Context, ordering, cost:** those of muster_reduce().
 */
static inline int muster_reduce_min_u64(struct muster_barrier *barrier, uint64_t *value);

/**
 * muster_reduce() for the greatest of values of type uint64_t.
 *
 * @param barrier  the barrier
 * @param value    in: this CPU's value; out: the greatest of all
 * @return as muster_reduce()
 *
 * **Context, ordering, cost:** those of muster_reduce().
 */
static inline int muster_reduce_max_u64(struct muster_barrier *barrier, uint64_t *value);

/**
 * muster_reduce() for the sum of values of type int64_t.
 *
 * @param barrier  the barrier
 * @param value    in: this CPU's value; out: the sum of all; wraps round
 * @return as muster_reduce()
 *
 * **Context, ordering, cost:** those of muster_reduce().
 */
static inline int muster_reduce_sum_i64(struct muster_barrier *barrier, int64_t *value);

/**
 * muster_reduce() for the least of values of type int64_t.
 *
 * @param barrier  the barrier
 * @param value    in: this CPU's value; out: the least of all
 * @return as muster_reduce()
 *
 * **Context, ordering, cost:** those of muster_reduce().
 */
static inline int muster_reduce_min_i64(struct muster_barrier *barrier, int64_t *value);

/**
 * muster_reduce() for the greatest of values of type int64_t.
 *
 * @param barrier  the barrier
 * @param value    in: this CPU's value; out: the greatest of all
 * @return as muster_reduce()
 *
 * **Context, ordering, cost:** those of muster_reduce().
 */
static inline int muster_reduce_max_i64(struct muster_barrier *barrier, int64_t *value);

/**
 * muster_reduce() for the sum of values of type double.
 *
 * @param barrier  the barrier
 * @param value    in: this CPU's value; out: the sum of all
 * @return as muster_reduce()
 *
 * **Context, ordering, cost:** those of muster_reduce().
 */
static inline int muster_reduce_sum_double(struct muster_barrier *barrier, double *value);

/**
 * muster_reduce() for the least of values of type double.
 *
 * @param barrier  the barrier
 * @param value    in: this CPU's value; out: the least of all; a NaN may or may not come through
 * @return as muster_reduce()
 *
 * **Context, ordering, cost:** those of muster_reduce().
 */
static inline int muster_reduce_min_double(struct muster_barrier *barrier, double *value);

/**
 * muster_reduce() for the greatest of values of type double.
 *
 * @param barrier  the barrier
 * @param value    in: this CPU's value; out: the greatest of all; a NaN may or may not come through
 * @return as muster_reduce()
 *
 * **Context, ordering, cost:** those of muster_reduce().
 */
static inline int muster_reduce_max_double(struct muster_barrier *barrier, double *value);

/** @} */

/** @cond internal */

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
MUSTER_DEFINE_REDUCTION(sum_i64, int64_t, (int64_t)((uint64_t)a + (uint64_t)b))
MUSTER_DEFINE_REDUCTION(min_i64, int64_t, a < b ? a : b)
MUSTER_DEFINE_REDUCTION(max_i64, int64_t, a > b ? a : b)
MUSTER_DEFINE_REDUCTION(sum_double, double, a + b)
MUSTER_DEFINE_REDUCTION(min_double, double, a < b ? a : b)
MUSTER_DEFINE_REDUCTION(max_double, double, a > b ? a : b)

/** @endcond */

MUSTER_END_DECLS

#endif
