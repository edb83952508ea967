/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TIME_TIMER_QUEUE_H
#define MUSTER_RUNTIME_TIME_TIMER_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>
#include <muster/timer.h>

/*
 * A queue of timers in the order of their deadlines; timers with the same deadline are in the order
 * of insertion.
 *
 * The queue is a pairing heap with its links in the timers. An insertion takes a few instructions,
 * a removal O(log n) amortised; a single removal may look at every timer that was inserted since
 * the removal before. There is no recursion. The caller must hold a lock.
 */
struct timer_queue {
    struct muster_timer *first; /* NULL if the queue is empty */
    uint64_t sequence;          /* given to the next timer inserted */
};

/* Inserts a timer that is in no queue. Its deadline_ns is set. */
void timer_queue_insert(struct timer_queue *queue, struct muster_timer *timer)
    MUSTER_LINK_NAME(timer_queue_insert);

/* Removes a timer that is in this queue. */
void timer_queue_remove(struct timer_queue *queue, struct muster_timer *timer)
    MUSTER_LINK_NAME(timer_queue_remove);

/* Removes the first timer of a queue that is not empty. */
static inline void timer_queue_remove_first(struct timer_queue *queue)
{
    if (queue->first->child)
        timer_queue_remove(queue, queue->first);
    else
        queue->first = NULL; /* it was the only timer */
}

#endif
