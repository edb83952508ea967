/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_LIBC_LOCK_H
#define MUSTER_TEST_LIBC_LOCK_H

#include <sys/lock.h>

/* The lock that malloc() takes. */
#ifdef __PICOLIBC__
#define MALLOC_LOCK __lock___libc_recursive_mutex
#else
#define MALLOC_LOCK __lock___malloc_recursive_mutex
#endif
extern struct __lock MALLOC_LOCK;

static inline void lock_malloc(void)
{
    __retarget_lock_acquire_recursive(&MALLOC_LOCK);
}

static inline void unlock_malloc(void)
{
    __retarget_lock_release_recursive(&MALLOC_LOCK);
}

#endif
