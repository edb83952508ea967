/* SPDX-License-Identifier: MIT */
#include "include/pthread.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include <muster/fork.h>
#include <muster/smp.h>
#include <muster/wait.h>

/* ---- threads --------------------------------------------------------------------------------- */

/* The thread of each CPU. is_taken is true from pthread_create() until pthread_join(). */
static struct thread {
    bool is_taken;
    void *(*function)(void *);
    void *argument, *result;
} threads[NR_CPUS];

static void run(void *thread_pointer)
{
    struct thread *thread = thread_pointer;
    thread->result = thread->function(thread->argument);
}

/* Starts a thread on a CPU that has none. Returns true if that CPU runs the thread now. The
 * exchange acquires: the caller writes the record after pthread_join() has read it. */
static bool start(unsigned int cpu, void *(*function)(void *), void *argument)
{
    struct thread *thread = &threads[cpu];

    if (__atomic_exchange_n(&thread->is_taken, true, __ATOMIC_ACQUIRE))
        return false;
    thread->function = function;
    thread->argument = argument;
    if (muster_fork(cpu, run, thread) == 0)
        return true;
    __atomic_store_n(&thread->is_taken, false, __ATOMIC_RELEASE);
    return false;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *),
                   void *argument)
{
    unsigned int cpu;

    if (attributes || !function)
        return EINVAL;
    for_each_online_cpu (cpu) {
        if (cpu == 0 || !start(cpu, function, argument))
            continue;
        *thread = cpu;
        return 0;
    }
    return EAGAIN;
}

int pthread_join(pthread_t thread, void **result)
{
    if (thread >= NR_CPUS || !__atomic_load_n(&threads[thread].is_taken, __ATOMIC_RELAXED))
        return ESRCH;
    int error = -muster_join(thread);
    /* ENODEV: the CPU has gone down. It goes down only after its function has returned. */
    if (error && error != ENODEV)
        return error;
    if (result)
        *result = threads[thread].result;
    /* Release: the result has been read. Partner: the exchange in start(). */
    __atomic_store_n(&threads[thread].is_taken, false, __ATOMIC_RELEASE);
    return 0;
}

pthread_t pthread_self(void)
{
    return smp_processor_id();
}

int pthread_equal(pthread_t a, pthread_t b)
{
    return a == b;
}

/* ---- mutexes --------------------------------------------------------------------------------- */

int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes)
{
    if (attributes)
        return EINVAL;
    spin_lock_init(&mutex->lock);
    return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
    return spin_is_locked(&mutex->lock) ? EBUSY : 0;
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    spin_lock(&mutex->lock);
    return 0;
}

int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    return spin_trylock(&mutex->lock) ? 0 : EBUSY;
}

int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    spin_unlock(&mutex->lock);
    return 0;
}

/* ---- barriers -------------------------------------------------------------------------------- */

int pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attributes,
                         unsigned int count)
{
    if (attributes || count == 0)
        return EINVAL;
    *barrier = (pthread_barrier_t){.size = count};
    return 0;
}

int pthread_barrier_destroy(pthread_barrier_t *barrier)
{
    return __atomic_load_n(&barrier->arrived, __ATOMIC_RELAXED) ? EBUSY : 0;
}

int pthread_barrier_wait(pthread_barrier_t *barrier)
{
    uint32_t round = __atomic_load_n(&barrier->round, __ATOMIC_RELAXED);

    /* Acquire and release: the last CPU to arrive sees what the other CPUs wrote before they
     * arrived. Its store to `round` passes that on to all of them; partner:
     * muster_wait_while_equal(). */
    if (__atomic_add_fetch(&barrier->arrived, 1, __ATOMIC_ACQ_REL) == barrier->size) {
        __atomic_store_n(&barrier->arrived, 0, __ATOMIC_RELAXED);
        __atomic_store_n(&barrier->round, round + 1, __ATOMIC_RELEASE);
        muster_wake(&barrier->round);
        return PTHREAD_BARRIER_SERIAL_THREAD;
    }
    muster_wait_while_equal(&barrier->round, round, UINT64_MAX);
    return 0;
}
