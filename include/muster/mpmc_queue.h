/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_MPMC_QUEUE_H
#define MUSTER_MPMC_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>
#include <muster/percpu.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Bounded queues for many producers and many consumers, first in, first out.
 *
 * An item is 64 bits: a pointer, an index, a number. Each item is popped exactly once. A consumer
 * gets the items of one producer in the order in which they were pushed.
 *
 * The queue is a ring of cells, each with a number that says which CPU's turn it is (Vyukov,
 * "Bounded MPMC queue"). A CPU that is interrupted in the middle of a push or a pop keeps the CPUs
 * behind it from that cell until it goes on. The try forms say full or empty then and never wait,
 * so handlers may use them. **Cost** in instructions: docs/atomics.md.
 *
 * @addtogroup sync
 * @{
 */

/** The memory of one item. Its members are private. */
struct muster_mpmc_queue_cell;

/** A queue. Its members are private. */
struct muster_mpmc_queue;

/**
 * Makes an empty queue.
 *
 * @param queue     the queue
 * @param cells     memory for @p capacity cells, which the queue keeps
 * @param capacity  how many items the queue can hold: a power of two, 2 to 2^30
 * @retval 0        the queue is ready
 * @retval -EINVAL  a pointer is NULL, or the capacity is another
 *
 * **Context:** one CPU, before other CPUs know of the queue. **Ordering:** none.
 */
int muster_mpmc_queue_init(struct muster_mpmc_queue *queue, struct muster_mpmc_queue_cell *cells,
                           size_t capacity);

/**
 * Adds an item at the end if there is room.
 *
 * @param queue  the queue
 * @param item   the item
 * @return true if the item has been added; false if the queue was full
 *
 * **Context:** any CPU, any time, handlers included; does not wait.
 * **Ordering:** release; partner: the pop of the item.
 */
bool muster_mpmc_queue_trypush(struct muster_mpmc_queue *queue, uint64_t item);

/**
 * Takes the item at the front if there is one.
 *
 * @param queue  the queue
 * @param item   gets the item
 * @return true if the caller has got an item; false if the queue was empty
 *
 * **Context:** any CPU, any time, handlers included; does not wait.
 * **Ordering:** acquire; partner: the push of the item.
 */
bool muster_mpmc_queue_trypop(struct muster_mpmc_queue *queue, uint64_t *item);

/**
 * Adds an item at the end, and waits until there is room.
 *
 * @param queue       the queue
 * @param item        the item
 * @param timeout_ns  the longest wait, in nanoseconds; UINT64_MAX: for ever
 * @retval 0           the item has been added
 * @retval -ETIMEDOUT  the queue stayed full for that time
 *
 * **Context:** the application on any CPU, interrupts unmasked; waits as
 * muster_wait_while_equal() does. **Ordering:** release; partner: the pop of the item.
 */
int muster_mpmc_queue_push(struct muster_mpmc_queue *queue, uint64_t item, uint64_t timeout_ns);

/**
 * Takes the item at the front, and waits until there is one.
 *
 * @param queue       the queue
 * @param item        gets the item
 * @param timeout_ns  the longest wait, in nanoseconds; UINT64_MAX: for ever
 * @retval 0           the caller has got an item
 * @retval -ETIMEDOUT  the queue stayed empty for that time
 *
 * **Context:** the application on any CPU, interrupts unmasked; waits as
 * muster_wait_while_equal() does. **Ordering:** acquire; partner: the push of the item.
 */
int muster_mpmc_queue_pop(struct muster_mpmc_queue *queue, uint64_t *item, uint64_t timeout_ns);

/** @} */

/** @cond internal */

struct muster_mpmc_queue_cell {
    /* Which push or pop has its turn (runtime/sync/mpmc_queue.c). That CPU changes it. */
    uint32_t sequence;
    uint64_t item;
};

struct muster_mpmc_queue {
    /* How many items have been pushed or are being pushed, and popped. Changed by all. */
    uint64_t pushed __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    uint64_t popped __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    /* The memory, and its number of cells less one: constant. */
    struct muster_mpmc_queue_cell *cells __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    uint64_t mask;
};

/** @endcond */

MUSTER_END_DECLS

#endif
