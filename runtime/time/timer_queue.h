/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TIME_TIMER_QUEUE_H
#define MUSTER_RUNTIME_TIME_TIMER_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>
#include <muster/timer.h>

/*
 * Timers by deadline, those of one deadline in the order in which they came: a pairing heap, whose
 * links are in the timers. An insertion takes a few instructions, a removal O(log n) amortised; a
 * single one may have to look at every timer that came since the last. No recursion. Who calls
 * keeps others out.
 */
struct timer_queue {
    struct muster_timer *first; /* NULL when empty */
    uint64_t sequence;          /* of the next insertion */
};

/* Puts in a timer that is in no queue; its deadline_ns is set. */
void timer_queue_insert(struct timer_queue *queue, struct muster_timer *timer)
    MUSTER_LINK_NAME(timer_queue_insert);

/* Takes out a timer that is in this queue. */
void timer_queue_remove(struct timer_queue *queue, struct muster_timer *timer)
    MUSTER_LINK_NAME(timer_queue_remove);

/* Takes out the first one, of a queue that has one. */
static inline void timer_queue_remove_first(struct timer_queue *queue)
{
    if (queue->first->child)
        timer_queue_remove(queue, queue->first);
    else
        queue->first = NULL; /* it was the only one */
}

#endif
