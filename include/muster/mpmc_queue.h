/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_MPMC_QUEUE_H
#define MUSTER_MPMC_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>
#include <muster/percpu.h>

MUSTER_BEGIN_DECLS

/*
 * Bounded queues for many producers and many consumers, first in, first out: a ring of cells, each
 * with a number that says whose turn it is (Vyukov, "Bounded MPMC queue"). An item is 64 bits: a
 * pointer, an index, a number. Each is popped exactly once; those of one producer, in its order, as
 * far as one consumer can tell. What the producer wrote before it pushed an item is seen by who
 * pops it.
 *
 * A CPU that is interrupted in the middle of a push or a pop keeps those behind it from that cell
 * until it goes on: the try forms say full or empty then and never wait, so that handlers may use
 * them. **Cost**, in instructions: docs/atomics.md.
 */

struct muster_mpmc_queue_cell {
    /* Whose turn it is (runtime/sync/mpmc_queue.c); changed by that one. */
    uint32_t sequence;
    uint64_t item;
};

struct muster_mpmc_queue {
    /* How many have been pushed, or are being so; and popped. Changed by all. */
    uint64_t pushed __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    uint64_t popped __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    /* The memory, and its number of cells less one: do not change. */
    struct muster_mpmc_queue_cell *cells __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    uint64_t mask;
};

/**
 * Makes an empty queue.
 * @param cells     memory for @p capacity cells, which the queue keeps
 * @param capacity  how many items it can hold: a power of two, 2 to 2^30
 * @return 0; -EINVAL for NULL, or another capacity.
 * **Context:** one CPU, before the others know of it.
 */
int muster_mpmc_queue_init(struct muster_mpmc_queue *queue, struct muster_mpmc_queue_cell *cells,
                           size_t capacity);

/**
 * Adds an item at the end if there is room.
 * @return true if it has; false when the queue is full.
 * **Context:** any CPU, any time; does not wait. **Ordering:** release; partner: the pop of it.
 */
bool muster_mpmc_queue_trypush(struct muster_mpmc_queue *queue, uint64_t item);

/**
 * Takes the item at the front if there is one.
 * @return true if it has; false when the queue is empty.
 * **Context:** any CPU, any time; does not wait. **Ordering:** acquire; partner: the push of it.
 */
bool muster_mpmc_queue_trypop(struct muster_mpmc_queue *queue, uint64_t *item);

/**
 * The same, waiting for room, or for an item, for up to @p timeout_ns nanoseconds (UINT64_MAX: for
 * ever), as muster_wait_while_equal() does.
 * @return 0; -ETIMEDOUT.
 * **Context:** the application on any CPU, interrupts unmasked; waits. **Ordering:** as above.
 */
int muster_mpmc_queue_push(struct muster_mpmc_queue *queue, uint64_t item, uint64_t timeout_ns);
int muster_mpmc_queue_pop(struct muster_mpmc_queue *queue, uint64_t *item, uint64_t timeout_ns);

MUSTER_END_DECLS

#endif
