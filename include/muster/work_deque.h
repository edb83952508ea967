/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_WORK_DEQUE_H
#define MUSTER_WORK_DEQUE_H

#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>
#include <muster/percpu.h>

MUSTER_BEGIN_DECLS

/*
 * Work-stealing deques: one CPU, the owner, pushes and takes at the bottom, last in, first out; any
 * other steals at the top, first in, first out. Chase and Lev, "Dynamic circular work-stealing
 * deque" (2005), with the fences of Lê, Pop, Cohen and Zappa Nardelli, "Correct and efficient
 * work-stealing for weak memory models" (2013), and a capacity that does not grow. Every item is
 * taken or stolen exactly once. test/model checks what the barriers here are for.
 *
 * An item is 64 bits: a pointer, an index, a range. What the owner wrote before it pushed an item
 * is seen by whoever gets it.
 *
 * **Context:** the owner's functions on one CPU, and not in a handler that can interrupt one of
 * them; muster_work_deque_steal() on any other CPU, any time. None waits. **Cost**, in
 * instructions: docs/atomics.md.
 */

struct muster_work_deque {
    /* How many have been stolen, or taken as the last one: only grows, by compare and exchange. */
    int64_t top __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    /* Where the next one is pushed: the owner's, read by thieves. */
    int64_t bottom __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    /* The memory, and its number of items less one: do not change. */
    uint64_t *items;
    uint64_t mask;
};

/**
 * Makes an empty deque.
 * @param items     memory for @p capacity items, which the deque keeps
 * @param capacity  how many it can hold: a power of two
 * @return 0; -EINVAL for NULL, or another capacity.
 * **Context:** one CPU, before the others know of it.
 */
int muster_work_deque_init(struct muster_work_deque *deque, uint64_t *items, size_t capacity);

/**
 * The owner: adds an item.
 * @return 0; -ENOSPC when it is full. **Ordering:** release; partner: muster_work_deque_steal().
 */
int muster_work_deque_push(struct muster_work_deque *deque, uint64_t item);

/** The owner: takes the item that it pushed last. @return 0; -ENOENT when there is none. */
int muster_work_deque_take(struct muster_work_deque *deque, uint64_t *item);

/**
 * Another CPU: takes the item that was pushed first.
 * @return 0; -ENOENT when there is none; -EAGAIN when somebody else was quicker: there may be more.
 * **Ordering:** acquire if it has; partner: muster_work_deque_push().
 */
int muster_work_deque_steal(struct muster_work_deque *deque, uint64_t *item);

/** How many items there are, at this moment; for the owner no fewer than it can take. */
static inline size_t muster_work_deque_count(const struct muster_work_deque *deque)
{
    int64_t bottom = __atomic_load_n(&deque->bottom, __ATOMIC_RELAXED);
    int64_t top = __atomic_load_n(&deque->top, __ATOMIC_RELAXED);
    return bottom > top ? (size_t)(bottom - top) : 0;
}

MUSTER_END_DECLS

#endif
