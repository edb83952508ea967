/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/lock.h>

#include <muster/order.h>
#include <muster/panic.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "base/ticks.h"
#include "base/wait_limit.h"
#include "console/stop.h"
#include "libc/libc.h"
#include "libc/libc_lock.h"
#include "lock/lock_wait.h"

/*
 * The libc's lock hooks, which picolibc and newlib call around atexit, stdio and the like, and
 * malloc()'s lock. The libcs' own hooks do nothing.
 *
 * All of the libc's lock symbols are in this one object. If the linker took some from here and some
 * from the libc, symbols would be defined twice. A program that defines a lock symbol itself gets a
 * link error for the same reason.
 */

/* clang-format off */
#ifdef __PICOLIBC__
#define FOR_EACH_STATIC_LOCK(what) what(malloc_lock) what(__lock___libc_recursive_mutex)
#else
#define FOR_EACH_STATIC_LOCK(what)                                                                 \
    what(malloc_lock)                                                                              \
    what(__lock___malloc_recursive_mutex) what(__lock___sinit_recursive_mutex)                     \
    what(__lock___sfp_recursive_mutex) what(__lock___atexit_recursive_mutex)                       \
    what(__lock___at_quick_exit_mutex) what(__lock___env_recursive_mutex)                          \
    what(__lock___tz_mutex) what(__lock___dd_hash_mutex) what(__lock___arc4random_mutex)
#endif
/* clang-format on */
#define DEFINE_LOCK(name) struct __lock name;
#define ADDRESS_OF(name) &name,
FOR_EACH_STATIC_LOCK(DEFINE_LOCK)

bool libc_lock_is_held_by(unsigned int cpu)
{
    static const struct __lock *const locks[] = {FOR_EACH_STATIC_LOCK(ADDRESS_OF)};

    for (size_t i = 0; i < sizeof(locks) / sizeof(locks[0]); i++)
        if (__atomic_load_n(&locks[i]->owner, __ATOMIC_RELAXED) == cpu + 1)
            return true;
    return false;
}

/* Declared here, because newer picolibcs no longer declare these two. */
int __retarget_lock_try_acquire(_LOCK_T lock);
int __retarget_lock_try_acquire_recursive(_LOCK_T lock);

/* ---- taking and releasing ------------------------------------------------------------------- */

/* Takes the lock if it is free. Returns 0 if the lock is now @p self's, or else its owner. */
static inline uint32_t try_lock(struct __lock *lock, uint32_t self)
{
    uint32_t owner = 0;
    __atomic_compare_exchange_n(&lock->owner, &owner, self, false, __ATOMIC_ACQUIRE,
                                __ATOMIC_RELAXED);
    return owner;
}

/* Waits until the lock is free. A CPU that has been stopped never lets go of a lock, so the CPU
 * that stopped it, to end the program, frees the lock. */
static void wait_until_free(struct __lock *lock)
{
    uint64_t start = counter_now();
    uint32_t owner = 0, now_owner;

    while ((now_owner = __atomic_load_n(&lock->owner, __ATOMIC_RELAXED))) {
        if (now_owner != owner) { /* a new owner: the time-out starts anew */
            owner = now_owner;
            start = counter_now();
        }
        if (others_are_stopped()) {
            lock->nested = 0;
            __atomic_store_n(&lock->owner, 0, __ATOMIC_RELAXED);
            return;
        }
        if (wait_limit_is_reached(start, lock_timeout_ms) &&
            __atomic_load_n(&lock->owner, __ATOMIC_RELAXED) == owner)
            panic("a libc lock at %p has been held by CPU %u for %u ms", (void *)lock, owner - 1,
                  lock_timeout_ms);
        cpu_relax();
    }
}

/* Slow path: waits for the lock and takes it. Not inlined, so that a free lock costs no stack
 * frame. */
static void wait_for_lock(struct __lock *lock, uint32_t self) __attribute__((noinline, cold));
static void wait_for_lock(struct __lock *lock, uint32_t self)
{
    do
        wait_until_free(lock);
    while (try_lock(lock, self));
}

void __retarget_lock_acquire(_LOCK_T lock)
{
    uint32_t self = smp_processor_id() + 1;
    if (try_lock(lock, self))
        wait_for_lock(lock, self);
}

void __retarget_lock_acquire_recursive(_LOCK_T lock)
{
    uint32_t self = smp_processor_id() + 1, owner = try_lock(lock, self);
    if (!owner)
        return;
    if (owner == self)
        lock->nested++;
    else
        wait_for_lock(lock, self);
}

/* Slow path of libc_lock_irqsave(): another CPU has the lock. @p flags is the interrupt state
 * before. */
static void wait_for_lock_irqsave(struct __lock *lock, uint32_t self, uint64_t flags)
    __attribute__((noinline, cold));
static void wait_for_lock_irqsave(struct __lock *lock, uint32_t self, uint64_t flags)
{
    do {
        arch_irq_restore(flags);
        wait_until_free(lock);
        (void)arch_irq_save();
    } while (try_lock(lock, self));
}

uint64_t libc_lock_irqsave(struct __lock *lock)
{
    uint64_t flags = arch_irq_save();
    uint32_t self = smp_processor_id() + 1, owner = try_lock(lock, self);

    if (owner == self)
        lock->nested++;
    else if (owner)
        wait_for_lock_irqsave(lock, self, flags);
    return flags;
}

void libc_unlock_irqrestore(struct __lock *lock, uint64_t flags)
{
    __retarget_lock_release_recursive(lock);
    arch_irq_restore(flags);
}

int __retarget_lock_try_acquire(_LOCK_T lock)
{
    return !try_lock(lock, smp_processor_id() + 1);
}

int __retarget_lock_try_acquire_recursive(_LOCK_T lock)
{
    uint32_t self = smp_processor_id() + 1, owner = try_lock(lock, self);
    lock->nested += owner == self;
    return !owner || owner == self;
}

void __retarget_lock_release(_LOCK_T lock)
{
    __atomic_store_n(&lock->owner, 0, __ATOMIC_RELEASE);
}

void __retarget_lock_release_recursive(_LOCK_T lock)
{
    if (lock->nested)
        lock->nested--;
    else
        __atomic_store_n(&lock->owner, 0, __ATOMIC_RELEASE);
}

/* ---- locks that the libc makes -------------------------------------------------------------- */

/* The lock that stands in for every lock that there is no memory for. newlib makes a lock for
 * each call of printf() on an unbuffered stream, and a program without memory left has reason to
 * print. */
static struct __lock last_resort;

static struct __lock *new_lock(void)
{
    struct __lock *lock = calloc(1, sizeof(*lock));
    return lock ? lock : &last_resort;
}

static void free_lock(struct __lock *lock)
{
    if (lock != &last_resort)
        free(lock);
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
    free_lock(lock);
}

void __retarget_lock_close_recursive(_LOCK_T lock)
{
    free_lock(lock);
}
