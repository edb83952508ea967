/* SPDX-License-Identifier: MIT */
#include "time/timer_queue.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Timer queues: a pairing heap.
 *
 * A heap is a timer together with its children, which are heaps of later timers. The children form
 * a list: `child` is the first, `next` the next sibling. `previous` is the sibling before; for the
 * first child, `previous` is the parent.
 */

static bool is_before(const struct muster_timer *a, const struct muster_timer *b)
{
    if (a->deadline_ns != b->deadline_ns)
        return a->deadline_ns < b->deadline_ns;
    return a->sequence < b->sequence;
}

/* Joins two heaps and returns the root. Leaves the root's `next` and `previous` unset. */
static struct muster_timer *meld(struct muster_timer *a, struct muster_timer *b)
{
    struct muster_timer *root = a, *child = b;

    if (is_before(b, a)) {
        root = b;
        child = a;
    }
    child->next = root->child;
    if (child->next)
        child->next->previous = child;
    child->previous = root;
    root->child = child;
    return root;
}

/* Joins a list of siblings into one heap: pairs of neighbours from the front first, then the pairs
 * from the back. */
static struct muster_timer *meld_siblings(struct muster_timer *list)
{
    struct muster_timer *pairs = NULL, *root;

    while (list) {
        struct muster_timer *pair = list, *second = list->next;
        list = NULL;
        if (second) {
            list = second->next;
            pair = meld(pair, second);
        }
        pair->next = pairs;
        pairs = pair;
    }
    root = pairs;
    if (root)
        pairs = root->next;
    while (pairs) {
        struct muster_timer *pair = pairs;
        pairs = pair->next;
        root = meld(root, pair);
    }
    return root;
}

void timer_queue_insert(struct timer_queue *queue, struct muster_timer *timer)
{
    timer->sequence = queue->sequence++;
    timer->child = NULL;
    queue->first = queue->first ? meld(queue->first, timer) : timer;
}

void timer_queue_remove(struct timer_queue *queue, struct muster_timer *timer)
{
    struct muster_timer *rest = meld_siblings(timer->child);

    if (timer == queue->first) {
        queue->first = rest;
        return;
    }
    if (timer->previous->child == timer) /* the timer is the first child of its parent */
        timer->previous->child = timer->next;
    else
        timer->previous->next = timer->next;
    if (timer->next)
        timer->next->previous = timer->previous;
    if (rest)
        queue->first = meld(queue->first, rest);
}
