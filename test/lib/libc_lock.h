/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_LIBC_LOCK_H
#define MUSTER_TEST_LIBC_LOCK_H

#include <sys/lock.h>

/* The lock that malloc() takes. */
extern struct __lock malloc_lock __asm__("muster_malloc_lock");

static inline void lock_malloc(void)
{
    __retarget_lock_acquire_recursive(&malloc_lock);
}

static inline void unlock_malloc(void)
{
    __retarget_lock_release_recursive(&malloc_lock);
}

#endif
