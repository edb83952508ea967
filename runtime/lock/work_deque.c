/* SPDX-License-Identifier: MIT */
#include <muster/work_deque.h>

#include <errno.h>
#include <stdbool.h>

#include <muster/atomic.h>
#include <muster/order.h>

/* Work-stealing deques: the owner pushes and takes items at the bottom, other CPUs (thieves) steal
 * from the top. */

int muster_work_deque_init(struct muster_work_deque *deque, uint64_t *items, size_t capacity)
{
    if (!deque || !items || capacity == 0 || (capacity & (capacity - 1)))
        return -EINVAL;
    *deque = (struct muster_work_deque){.items = items, .mask = capacity - 1};
    return 0;
}

/* Returns the place of the item with this position. Items are read and written whole: a thief may
 * read a place while the owner writes a new item there. The thief notices when it tries to claim
 * the item, and then drops what it has read. */
static uint64_t *place(const struct muster_work_deque *deque, int64_t position)
{
    return &deque->items[(uint64_t)position & deque->mask];
}

int muster_work_deque_push(struct muster_work_deque *deque, uint64_t item)
{
    int64_t bottom = __atomic_load_n(&deque->bottom, __ATOMIC_RELAXED);
    /* Acquire: a thief that moved `top` on has read its item before the owner uses that place
     * again. Partner: claims(). */
    int64_t top = __atomic_load_n(&deque->top, __ATOMIC_ACQUIRE);

    if ((uint64_t)(bottom - top) > deque->mask)
        return -ENOSPC;
    __atomic_store_n(place(deque, bottom), item, __ATOMIC_RELAXED);
    /* Release: a thief that sees the new `bottom` also sees the item, and what was written before
     * the push. Partner: muster_work_deque_steal(). */
    __atomic_store_n(&deque->bottom, bottom + 1, __ATOMIC_RELEASE);
    return 0;
}

/* Claims the item at @p top, for which the owner and all thieves compete. Returns true if the item
 * is now the caller's. Release: the caller has read the item before `top` moves on. Partner:
 * muster_work_deque_push(). */
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
    /* Full barrier: the owner lowers `bottom`, then reads `top`; a thief reads `top`, then
     * `bottom`. So either a thief sees the lower `bottom` and leaves the item, or the owner sees
     * that the item is gone. Partner: the acquire loads in muster_work_deque_steal(). */
    smp_mb();
    int64_t top = __atomic_load_n(&deque->top, __ATOMIC_RELAXED);
    if (bottom > top) { /* other items lie nearer the top: no thief reaches this one */
        *item = __atomic_load_n(place(deque, bottom), __ATOMIC_RELAXED);
        return 0;
    }
    int result = -ENOENT;
    if (bottom == top) {
        *item = __atomic_load_n(place(deque, bottom), __ATOMIC_RELAXED);
        if (claims(deque, top))
            result = 0;
    }
    __atomic_store_n(&deque->bottom, bottom + 1, __ATOMIC_RELAXED); /* the deque is empty now */
    return result;
}

int muster_work_deque_steal(struct muster_work_deque *deque, uint64_t *item)
{
    /* Acquire: `bottom` is read after `top`. Partner: smp_mb() in muster_work_deque_take(). */
    int64_t top = __atomic_load_n(&deque->top, __ATOMIC_ACQUIRE);
    /* Acquire: the item that `bottom` counts is visible. Partner: muster_work_deque_push(). */
    int64_t bottom = __atomic_load_n(&deque->bottom, __ATOMIC_ACQUIRE);

    if (top >= bottom)
        return -ENOENT;
    *item = __atomic_load_n(place(deque, top), __ATOMIC_RELAXED);
    return claims(deque, top) ? 0 : -EAGAIN;
}
