/* SPDX-License-Identifier: MIT */
#include <muster/work_deque.h>

#include <errno.h>
#include <stdbool.h>

#include <muster/atomic.h>
#include <muster/order.h>

int muster_work_deque_init(struct muster_work_deque *deque, uint64_t *items, size_t capacity)
{
    if (!deque || !items || capacity == 0 || (capacity & (capacity - 1)))
        return -EINVAL;
    *deque = (struct muster_work_deque){.items = items, .mask = capacity - 1};
    return 0;
}

/* Where the item of a position is. Read and written as a whole: a thief may read a place that the
 * owner uses again, and finds out when it claims the item. */
static uint64_t *place(const struct muster_work_deque *deque, int64_t position)
{
    return &deque->items[(uint64_t)position & deque->mask];
}

int muster_work_deque_push(struct muster_work_deque *deque, uint64_t item)
{
    int64_t bottom = __atomic_load_n(&deque->bottom, __ATOMIC_RELAXED);
    /* Acquire: a thief has read its item before the place is used again; partner: claims(). */
    int64_t top = __atomic_load_n(&deque->top, __ATOMIC_ACQUIRE);

    if ((uint64_t)(bottom - top) > deque->mask)
        return -ENOSPC;
    __atomic_store_n(place(deque, bottom), item, __ATOMIC_RELAXED);
    /* Release: the item, and what it stands for; partner: muster_work_deque_steal(). */
    __atomic_store_n(&deque->bottom, bottom + 1, __ATOMIC_RELEASE);
    return 0;
}

/* Whether the item at @p top is the caller's, which competes for it with everybody else. Release:
 * the item has been read; partner: muster_work_deque_push(). */
static bool claims(struct muster_work_deque *deque, int64_t top)
{
    uint64_t expected = (uint64_t)top;
    return muster_atomic_compare_exchange_u64((uint64_t *)&deque->top, &expected, (uint64_t)top + 1,
                                              __ATOMIC_RELEASE);
}

int muster_work_deque_take(struct muster_work_deque *deque, uint64_t *item)
{
    int64_t bottom = __atomic_load_n(&deque->bottom, __ATOMIC_RELAXED) - 1;

    __atomic_store_n(&deque->bottom, bottom, __ATOMIC_RELAXED);
    /* The thieves see that the item is wanted, or this CPU sees that it is gone; partner: the
     * order of the loads in muster_work_deque_steal(). */
    smp_mb();
    int64_t top = __atomic_load_n(&deque->top, __ATOMIC_RELAXED);
    if (bottom > top) { /* no thief comes as far */
        *item = __atomic_load_n(place(deque, bottom), __ATOMIC_RELAXED);
        return 0;
    }
    int result = -ENOENT;
    if (bottom == top) {
        *item = __atomic_load_n(place(deque, bottom), __ATOMIC_RELAXED);
        if (claims(deque, top))
            result = 0;
    }
    __atomic_store_n(&deque->bottom, bottom + 1, __ATOMIC_RELAXED); /* empty */
    return result;
}

int muster_work_deque_steal(struct muster_work_deque *deque, uint64_t *item)
{
    /* Acquire: `bottom` is read after it; partner: smp_mb() in muster_work_deque_take(). */
    int64_t top = __atomic_load_n(&deque->top, __ATOMIC_ACQUIRE);
    /* Acquire: the item is there; partner: muster_work_deque_push(). */
    int64_t bottom = __atomic_load_n(&deque->bottom, __ATOMIC_ACQUIRE);

    if (top >= bottom)
        return -ENOENT;
    *item = __atomic_load_n(place(deque, top), __ATOMIC_RELAXED);
    return claims(deque, top) ? 0 : -EAGAIN;
}
