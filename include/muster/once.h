/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ONCE_H
#define MUSTER_ONCE_H

#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/** Something that is done once. Starts as zeroes: `static struct muster_once once;` */
struct muster_once {
    /* 0: not yet; MUSTER_ONCE_DONE; or the CPU that is at it, plus one */
    uint32_t state;
};

#define MUSTER_ONCE_DONE UINT32_MAX

/* The part for when it has not been done. */
int muster_once_slow(struct muster_once *once, void (*function)(void *context), void *context);

/**
 * Calls @p function, on the first CPU that comes; the others wait until it has returned.
 * @return 0: it has been done; -EDEADLK when the CPU that is at it asks for it again, in the
 *         function or in a handler that has interrupted it; -ETIMEDOUT when another CPU has not
 *         got through it within a minute.
 * **Context:** any CPU; may wait. **Ordering:** acquire: what the function wrote is seen; partner:
 * the release store at its end. **Cost:** 3 instructions once it has been done.
 */
static inline int muster_once(struct muster_once *once, void (*function)(void *context),
                              void *context)
{
    if (__builtin_expect(__atomic_load_n(&once->state, __ATOMIC_ACQUIRE) == MUSTER_ONCE_DONE, 1))
        return 0;
    return muster_once_slow(once, function, context);
}

MUSTER_END_DECLS

#endif
