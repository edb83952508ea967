/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ONCE_H
#define MUSTER_ONCE_H

#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Initialisation that the first CPU to need it does, once.
 *
 * @addtogroup sync
 * @{
 */

/** Something that is done once. Starts as zeroes: `static struct muster_once once;` Its member is
 * private. */
struct muster_once;

/**
 * Calls a function on the first CPU that comes; other CPUs wait until the function has returned.
 *
 * @param once      what is done once
 * @param function  does it
 * @param context   the function's argument
 * @retval 0           it has been done
 * @retval -EDEADLK    the CPU that runs the function asks again, in the function or in a handler
 *                     that has interrupted the function
 * @retval -ETIMEDOUT  another CPU's function has not returned within lock.timeout_ms (kernel
 *                     command line), if that is set
 *
 * **Context:** any CPU; may wait.
 * **Ordering:** acquire: the caller sees what the function wrote; partner: the release store at the
 * function's end.
 * **Cost:** 3 instructions once it has been done.
 */
static inline int muster_once(struct muster_once *once, void (*function)(void *context),
                              void *context);

/** @} */

/** @cond internal */

struct muster_once {
    /* 0: not yet; MUSTER_ONCE_DONE; or the CPU that runs the function, plus one. */
    uint32_t state;
};

#define MUSTER_ONCE_DONE UINT32_MAX

/* Slow path: it has not been done. */
int muster_once_slow(struct muster_once *once, void (*function)(void *context), void *context);

static inline int muster_once(struct muster_once *once, void (*function)(void *context),
                              void *context)
{
    if (__builtin_expect(__atomic_load_n(&once->state, __ATOMIC_ACQUIRE) == MUSTER_ONCE_DONE, 1))
        return 0;
    return muster_once_slow(once, function, context);
}

/** @endcond */

MUSTER_END_DECLS

#endif
