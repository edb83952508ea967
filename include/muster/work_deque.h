/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_WORK_DEQUE_H
#define MUSTER_WORK_DEQUE_H

#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>
#include <muster/percpu.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Work-stealing deques: one CPU, the owner, pushes and takes at the bottom; other CPUs steal at the
 * top.
 *
 * The owner gets the item that it pushed last, a thief the item that was pushed first. Every item
 * is taken or stolen exactly once. An item is 64 bits: a pointer, an index, a range. The capacity
 * does not grow.
 *
 * Source: Chase and Lev, "Dynamic circular work-stealing deque" (2005), with the fences of Lê, Pop,
 * Cohen and Zappa Nardelli, "Correct and efficient work-stealing for weak memory models" (2013).
 * test/model checks what the barriers are for. **Cost** in instructions: docs/atomics.md.
 *
 * @addtogroup sync
 * @{
 */

/** A deque. Its members are private. */
struct muster_work_deque;

/**
 * Makes an empty deque.
 *
 * @param deque     the deque
 * @param items     memory for @p capacity items, which the deque keeps
 * @param capacity  how many items the deque can hold: a power of two
 * @retval 0        the deque is ready
 * @retval -EINVAL  a pointer is NULL, or the capacity is another
 *
 * **Context:** one CPU, before other CPUs know of the deque. **Ordering:** none.
 */
int muster_work_deque_init(struct muster_work_deque *deque, uint64_t *items, size_t capacity);

/**
 * Adds an item at the bottom.
 *
 * @param deque  the deque
 * @param item   the item
 * @retval 0        the item has been added
 * @retval -ENOSPC  the deque is full
 *
 * **Context:** the owner, not in a handler that can interrupt one of the owner's calls; does not
 * wait. **Ordering:** release; partner: muster_work_deque_steal().
 */
int muster_work_deque_push(struct muster_work_deque *deque, uint64_t item);

/**
 * Takes the item that the owner pushed last.
 *
 * @param deque  the deque
 * @param item   gets the item
 * @retval 0        the owner has got an item
 * @retval -ENOENT  there is none
 *
 * **Context:** the owner, not in a handler that can interrupt one of the owner's calls; does not
 * wait. **Ordering:** none: the owner sees its own writes.
 */
int muster_work_deque_take(struct muster_work_deque *deque, uint64_t *item);

/**
 * Takes the item that was pushed first.
 *
 * @param deque  the deque
 * @param item   gets the item
 * @retval 0        the caller has got an item
 * @retval -ENOENT  there is none
 * @retval -EAGAIN  another CPU took that item in this moment: there may be more
 *
 * **Context:** any CPU but the owner, any time; does not wait.
 * **Ordering:** acquire if it returns 0; partner: muster_work_deque_push().
 */
int muster_work_deque_steal(struct muster_work_deque *deque, uint64_t *item);

/**
 * Returns how many items there are at this moment.
 *
 * @param deque  the deque
 * @return the number; for the owner no less than it can take
 *
 * **Context:** any CPU, any time; does not wait. **Ordering:** none.
 */
static inline size_t muster_work_deque_count(const struct muster_work_deque *deque);

/** @} */

/** @cond internal */

struct muster_work_deque {
    /* How many items have been stolen, or taken as the last one: only grows, by compare and
     * exchange. */
    int64_t top __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    /* Where the next item is pushed: written by the owner, read by thieves. */
    int64_t bottom __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    /* The memory, and its number of items less one: constant. */
    uint64_t *items;
    uint64_t mask;
};

static inline size_t muster_work_deque_count(const struct muster_work_deque *deque)
{
    int64_t bottom = __atomic_load_n(&deque->bottom, __ATOMIC_RELAXED);
    int64_t top = __atomic_load_n(&deque->top, __ATOMIC_RELAXED);
    return bottom > top ? (size_t)(bottom - top) : 0;
}

/** @endcond */

MUSTER_END_DECLS

#endif
