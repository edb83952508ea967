/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RWLOCK_H
#define MUSTER_RWLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/arch/cpu.h>
#include <muster/atomic.h>
#include <muster/linkage.h>
#include <muster/spinlock.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Reader-writer locks: many readers or one writer at a time.
 *
 * A CPU that cannot have the lock at once queues up, and the queue is served in order. A reader
 * that comes while a writer waits queues up behind the writer, so neither kind starves. All readers
 * write to one word: use the lock for sections that are long against that. For small data that is
 * read often, use <muster/seqlock.h>.
 *
 * A lock is not recursive, for readers neither: a reader that asks again can wait for a writer that
 * waits for that reader. If handlers take a lock, everybody else uses the _irqsave forms of both
 * sides. The limit of a wait, lock.timeout_ms, is that of <muster/spinlock.h>.
 *
 * **Cost** in instructions: docs/atomics.md.
 *
 * @addtogroup sync
 * @{
 */

/** A reader-writer lock. Zeroes are a free lock. Its members are private. */
struct muster_rwlock;

/** Defines a free lock: `static DEFINE_MUSTER_RWLOCK(lock);` */
#define DEFINE_MUSTER_RWLOCK(name) struct muster_rwlock name = MUSTER_ZEROES

/**
 * Takes the lock as a reader.
 *
 * @param lock  the lock; the calling CPU does not hold it
 *
 * **Context:** any CPU, any time; waits.
 * **Ordering:** acquire; partner: muster_rwlock_write_unlock().
 */
static inline void muster_rwlock_read_lock(struct muster_rwlock *lock);

/**
 * Takes the lock as a reader if no writer has it or waits for it.
 *
 * @param lock  the lock
 * @return true if the calling CPU has taken the lock
 *
 * **Context:** any CPU, any time; does not wait.
 * **Ordering:** acquire if it returns true; partner: muster_rwlock_write_unlock().
 */
static inline bool muster_rwlock_read_trylock(struct muster_rwlock *lock);

/**
 * Releases the lock as a reader.
 *
 * @param lock  the lock; the calling CPU holds it as a reader
 *
 * **Context:** the CPU that took the lock; does not wait.
 * **Ordering:** release; partner: muster_rwlock_write_lock().
 */
static inline void muster_rwlock_read_unlock(struct muster_rwlock *lock);

/**
 * Takes the lock as the writer.
 *
 * @param lock  the lock; the calling CPU does not hold it
 *
 * **Context:** any CPU, any time; waits.
 * **Ordering:** acquire; partners: muster_rwlock_read_unlock() and muster_rwlock_write_unlock().
 */
static inline void muster_rwlock_write_lock(struct muster_rwlock *lock);

/**
 * Takes the lock as the writer if it is free.
 *
 * @param lock  the lock
 * @return true if the calling CPU has taken the lock
 *
 * **Context:** any CPU, any time; does not wait.
 * **Ordering:** acquire if it returns true; partners: those of muster_rwlock_write_lock().
 */
static inline bool muster_rwlock_write_trylock(struct muster_rwlock *lock);

/**
 * Releases the lock as the writer.
 *
 * @param lock  the lock; the calling CPU holds it as the writer
 *
 * **Context:** the CPU that took the lock; does not wait.
 * **Ordering:** release; partners: the functions that take the lock.
 */
static inline void muster_rwlock_write_unlock(struct muster_rwlock *lock);

/**
 * Masks this CPU's interrupts, then takes the lock as a reader.
 *
 * @param lock   the lock
 * @param flags  a variable of type uint64_t; gets the interrupt state
 *
 * **Context:** any CPU, any time; waits, with interrupts masked. **Ordering:** acquire.
 */
#define muster_rwlock_read_lock_irqsave(lock, flags)                                               \
    do {                                                                                           \
        (flags) = arch_irq_save();                                                                 \
        muster_rwlock_read_lock(lock);                                                             \
    } while (0)

/**
 * Releases the lock as a reader, then restores this CPU's interrupt state.
 *
 * @param lock   the lock; the calling CPU holds it as a reader
 * @param flags  what muster_rwlock_read_lock_irqsave() stored
 *
 * **Context:** the CPU that took the lock; does not wait. **Ordering:** release.
 */
static inline void muster_rwlock_read_unlock_irqrestore(struct muster_rwlock *lock, uint64_t flags);

/**
 * Masks this CPU's interrupts, then takes the lock as the writer.
 *
 * @param lock   the lock
 * @param flags  a variable of type uint64_t; gets the interrupt state
 *
 * **Context:** any CPU, any time; waits, with interrupts masked. **Ordering:** acquire.
 */
#define muster_rwlock_write_lock_irqsave(lock, flags)                                              \
    do {                                                                                           \
        (flags) = arch_irq_save();                                                                 \
        muster_rwlock_write_lock(lock);                                                            \
    } while (0)

/**
 * Releases the lock as the writer, then restores this CPU's interrupt state.
 *
 * @param lock   the lock; the calling CPU holds it as the writer
 * @param flags  what muster_rwlock_write_lock_irqsave() stored
 *
 * **Context:** the CPU that took the lock; does not wait. **Ordering:** release.
 */
static inline void muster_rwlock_write_unlock_irqrestore(struct muster_rwlock *lock,
                                                         uint64_t flags);

/** @} */

/** @cond internal */

struct muster_rwlock {
    /* Bit 0: a writer has the lock. Bit 1: a writer, the first of the queue, waits for the readers
     * to leave. From bit 2 on: the number of readers. Changed by all. */
    uint32_t state;
    /* The queue of the CPUs that cannot have the lock at once: the holder is its first. */
    spinlock_t queue;
};

#define MUSTER_RWLOCK_WRITES 1u
#define MUSTER_RWLOCK_WAITS 2u
#define MUSTER_RWLOCK_READER 4u

/* Slow paths: wait until the lock can be had. */
void muster_rwlock_read_wait(struct muster_rwlock *lock);
void muster_rwlock_write_wait(struct muster_rwlock *lock);

static inline void muster_rwlock_read_lock(struct muster_rwlock *lock)
{
    uint32_t state =
        muster_atomic_fetch_add_u32(&lock->state, MUSTER_RWLOCK_READER, __ATOMIC_ACQUIRE);
    if (__builtin_expect(state & (MUSTER_RWLOCK_WRITES | MUSTER_RWLOCK_WAITS), 0))
        muster_rwlock_read_wait(lock);
}

static inline bool muster_rwlock_read_trylock(struct muster_rwlock *lock)
{
    uint32_t state = __atomic_load_n(&lock->state, __ATOMIC_RELAXED);

    while (!(state & (MUSTER_RWLOCK_WRITES | MUSTER_RWLOCK_WAITS)))
        if (muster_atomic_compare_exchange_u32(&lock->state, &state, state + MUSTER_RWLOCK_READER,
                                               __ATOMIC_ACQUIRE))
            return true;
    return false;
}

static inline void muster_rwlock_read_unlock(struct muster_rwlock *lock)
{
    muster_atomic_fetch_add_u32(&lock->state, 0u - MUSTER_RWLOCK_READER, __ATOMIC_RELEASE);
}

static inline bool muster_rwlock_write_trylock(struct muster_rwlock *lock)
{
    uint32_t free_lock = 0;
    return muster_atomic_compare_exchange_u32(&lock->state, &free_lock, MUSTER_RWLOCK_WRITES,
                                              __ATOMIC_ACQUIRE);
}

static inline void muster_rwlock_write_lock(struct muster_rwlock *lock)
{
    if (__builtin_expect(!muster_rwlock_write_trylock(lock), 0))
        muster_rwlock_write_wait(lock);
}

static inline void muster_rwlock_write_unlock(struct muster_rwlock *lock)
{
    muster_atomic_fetch_and_u32(&lock->state, ~MUSTER_RWLOCK_WRITES, __ATOMIC_RELEASE);
}

static inline void muster_rwlock_read_unlock_irqrestore(struct muster_rwlock *lock, uint64_t flags)
{
    muster_rwlock_read_unlock(lock);
    arch_irq_restore(flags);
}

static inline void muster_rwlock_write_unlock_irqrestore(struct muster_rwlock *lock, uint64_t flags)
{
    muster_rwlock_write_unlock(lock);
    arch_irq_restore(flags);
}

/** @endcond */

MUSTER_END_DECLS

#endif
