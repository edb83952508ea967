/* SPDX-License-Identifier: MIT */
#ifndef PORT_PTHREAD_H
#define PORT_PTHREAD_H

#include <stdint.h>
#include <sys/types.h>

#include <muster/spinlock.h>

/*
 * A part of POSIX threads over muster_fork(): enough for kernels that create a thread a core, and
 * join them. A thread is a CPU: the first one is CPU 0, pthread_create() takes the first CPU that
 * has none, and there are no more than CPUs. Threads are not detached, not cancelled, and have no
 * attributes. This header comes before the libc's <pthread.h>, and replaces its types.
 */

#ifdef __cplusplus
extern "C" {
#endif

#define pthread_t port_pthread_t
#define pthread_attr_t port_pthread_attr_t
#define pthread_mutex_t port_pthread_mutex_t
#define pthread_mutexattr_t port_pthread_mutexattr_t
#define pthread_barrier_t port_pthread_barrier_t
#define pthread_barrierattr_t port_pthread_barrierattr_t

typedef unsigned int pthread_t; /* the CPU */
typedef struct {
    int unused;
} pthread_attr_t; /* only NULL is accepted */
typedef struct {
    int unused;
} pthread_mutexattr_t;
typedef struct {
    int unused;
} pthread_barrierattr_t;

/* EAGAIN: every CPU has a thread; EINVAL: attributes, or no function. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *),
                   void *argument);
/* ESRCH: no such thread; EDEADLK: the calling thread itself; ETIMEDOUT: not within
 * fork.timeout_ms, if the command line sets that. */
int pthread_join(pthread_t thread, void **result);
pthread_t pthread_self(void);
int pthread_equal(pthread_t a, pthread_t b);

/* First come, first served; a waiting thread spins. */
typedef struct {
    spinlock_t lock;
} pthread_mutex_t;
#define PTHREAD_MUTEX_INITIALIZER                                                                  \
    {                                                                                              \
        {                                                                                          \
            {                                                                                      \
                0                                                                                  \
            }                                                                                      \
        }                                                                                          \
    }
int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes);
int pthread_mutex_destroy(pthread_mutex_t *mutex);
int pthread_mutex_lock(pthread_mutex_t *mutex);
/* EBUSY: a thread has it. */
int pthread_mutex_trylock(pthread_mutex_t *mutex);
int pthread_mutex_unlock(pthread_mutex_t *mutex);

typedef struct {
    uint32_t arrived; /* of this round; each CPU adds itself */
    uint32_t round;   /* changed by the last one to come */
    unsigned int size;
} pthread_barrier_t;
#define PTHREAD_BARRIER_SERIAL_THREAD (-1)
int pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attributes,
                         unsigned int count);
int pthread_barrier_destroy(pthread_barrier_t *barrier);
/* Returns PTHREAD_BARRIER_SERIAL_THREAD in one of the threads, 0 in the others. */
int pthread_barrier_wait(pthread_barrier_t *barrier);

#ifdef __cplusplus
}
#endif

#endif
