/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CXX_GTHR_DEFAULT_H
#define MUSTER_CXX_GTHR_DEFAULT_H

/* libstdc++'s view of threads. There are no threads here, but there are always several CPUs, so
 * __GTHREADS is 1 and shared_ptr counts atomically. libstdc++'s headers mention the other names; a
 * program that uses them gets a link error. */
#define __GTHREADS 1

typedef int __gthread_once_t;
typedef struct {
    int unused;
} __gthread_mutex_t, __gthread_recursive_mutex_t;
#define __GTHREAD_ONCE_INIT 0
#define __GTHREAD_MUTEX_INIT                                                                       \
    {                                                                                              \
        0                                                                                          \
    }
#define __GTHREAD_RECURSIVE_MUTEX_INIT __GTHREAD_MUTEX_INIT

static inline int __gthread_active_p(void)
{
    return 1;
}

int __gthread_mutex_lock(__gthread_mutex_t *mutex);
int __gthread_mutex_unlock(__gthread_mutex_t *mutex);
int __gthread_recursive_mutex_lock(__gthread_recursive_mutex_t *mutex);
int __gthread_recursive_mutex_unlock(__gthread_recursive_mutex_t *mutex);

#endif
