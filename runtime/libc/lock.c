/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/lock.h>

#include <muster/barrier.h>
#include <muster/panic.h>
#include <muster/smp.h>

#include "../arch.h"
#include "../time/clock.h"
#include "libc.h"
#include "lock.h"

/*
 * The libc's lock hooks. picolibc and newlib call them around malloc, atexit and the like; their
 * own versions do nothing. All eleven symbols are here: some from here and some from the libc
 * would be defined twice.
 */

/* A CPU that waits this long waits for one that has died with the lock. */
#define LOCK_TIMEOUT_S 60

struct __lock __lock___libc_recursive_mutex;

bool libc_lock_is_held_by(unsigned int cpu)
{
    return __atomic_load_n(&__lock___libc_recursive_mutex.owner, __ATOMIC_RELAXED) == cpu + 1;
}

static bool try_lock(struct __lock *lock, uint32_t self)
{
    uint32_t none = 0;
    return __atomic_load_n(&lock->owner, __ATOMIC_RELAXED) == 0 &&
           __atomic_compare_exchange_n(&lock->owner, &none, self, false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_RELAXED);
}

static void wait_for_lock(struct __lock *lock, uint32_t self)
{
    uint64_t start = arch_counter();
    while (!try_lock(lock, self)) {
        if (arch_counter() - start > (uint64_t)clock_hz() * LOCK_TIMEOUT_S)
            panic("a libc lock at %p has been held by CPU %u for %u s", (void *)lock,
                  __atomic_load_n(&lock->owner, __ATOMIC_RELAXED) - 1, LOCK_TIMEOUT_S);
        cpu_relax();
    }
}

static struct __lock *new_lock(void)
{
    struct __lock *lock = calloc(1, sizeof(*lock));
    if (!lock)
        panic("no memory for a libc lock");
    return lock;
}

void __retarget_lock_init(_LOCK_T *lock)
{
    *lock = new_lock();
}

void __retarget_lock_init_recursive(_LOCK_T *lock)
{
    *lock = new_lock();
}

void __retarget_lock_close(_LOCK_T lock)
{
    free(lock);
}

void __retarget_lock_close_recursive(_LOCK_T lock)
{
    free(lock);
}

void __retarget_lock_acquire(_LOCK_T lock)
{
    uint32_t self = smp_processor_id() + 1;
    if (!try_lock(lock, self))
        wait_for_lock(lock, self);
}

void __retarget_lock_acquire_recursive(_LOCK_T lock)
{
    uint32_t self = smp_processor_id() + 1;
    /* Relaxed: only this CPU writes its own number there. */
    if (__atomic_load_n(&lock->owner, __ATOMIC_RELAXED) != self && !try_lock(lock, self))
        wait_for_lock(lock, self);
    lock->depth++;
}

int __retarget_lock_try_acquire(_LOCK_T lock)
{
    return try_lock(lock, smp_processor_id() + 1);
}

int __retarget_lock_try_acquire_recursive(_LOCK_T lock)
{
    uint32_t self = smp_processor_id() + 1;
    if (__atomic_load_n(&lock->owner, __ATOMIC_RELAXED) != self && !try_lock(lock, self))
        return 0;
    lock->depth++;
    return 1;
}

void __retarget_lock_release(_LOCK_T lock)
{
    __atomic_store_n(&lock->owner, 0, __ATOMIC_RELEASE);
}

void __retarget_lock_release_recursive(_LOCK_T lock)
{
    if (--lock->depth == 0)
        __atomic_store_n(&lock->owner, 0, __ATOMIC_RELEASE);
}
