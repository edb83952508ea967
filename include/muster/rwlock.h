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

/*
 * Reader-writer locks: many readers or one writer. Fair: who cannot have it at once queues up,
 * first come, first served, and a reader that comes while a writer waits queues up behind it; so
 * neither kind starves. All readers write to one word: for sections that are long against that.
 * What is small and read often is better off with <muster/seqlock.h>.
 *
 * Not recursive, for readers neither: one that holds it and asks again waits for a writer that
 * waits for it. Of a lock that handlers take, too, both sides use the _irqsave forms everywhere
 * else. A CPU that has waited for 60 s ends the program, by name of the lock's address.
 *
 * **Context** of all: any CPU; those that take it may wait, but for the try forms. **Cost**, in
 * instructions: docs/atomics.md.
 */

/** Free as zeroes. */
struct muster_rwlock {
    /* bit 0: a writer has it; bit 1: a writer, the first of the queue, waits for the readers to
     * leave; from bit 2 on: the readers. Changed by all. */
    uint32_t state;
    /* Those who cannot have it at once: the holder is the first of them. */
    spinlock_t queue;
};

/** A free lock: `static DEFINE_MUSTER_RWLOCK(lock);` */
#define DEFINE_MUSTER_RWLOCK(name) struct muster_rwlock name = MUSTER_ZEROES

#define MUSTER_RWLOCK_WRITES 1u
#define MUSTER_RWLOCK_WAITS 2u
#define MUSTER_RWLOCK_READER 4u

/* The parts for when it cannot be had at once. */
void muster_rwlock_read_wait(struct muster_rwlock *lock);
void muster_rwlock_write_wait(struct muster_rwlock *lock);

/** Makes @p lock free; nobody may hold it. */
static inline void muster_rwlock_init(struct muster_rwlock *lock)
{
    lock->state = 0;
    spin_lock_init(&lock->queue);
}

/** Takes it as a reader. **Ordering:** acquire; partner: muster_rwlock_write_unlock(). */
static inline void muster_rwlock_read_lock(struct muster_rwlock *lock)
{
    uint32_t state =
        muster_atomic_fetch_add_u32(&lock->state, MUSTER_RWLOCK_READER, __ATOMIC_ACQUIRE);
    if (__builtin_expect(state & (MUSTER_RWLOCK_WRITES | MUSTER_RWLOCK_WAITS), 0))
        muster_rwlock_read_wait(lock);
}

/** Takes it as a reader if no writer has it or waits for it. @return whether it has. */
static inline bool muster_rwlock_read_trylock(struct muster_rwlock *lock)
{
    uint32_t state = __atomic_load_n(&lock->state, __ATOMIC_RELAXED);

    while (!(state & (MUSTER_RWLOCK_WRITES | MUSTER_RWLOCK_WAITS)))
        if (muster_atomic_compare_exchange_u32(&lock->state, &state, state + MUSTER_RWLOCK_READER,
                                               __ATOMIC_ACQUIRE))
            return true;
    return false;
}

/** Lets go of it as a reader. **Ordering:** release; partner: muster_rwlock_write_lock(). */
static inline void muster_rwlock_read_unlock(struct muster_rwlock *lock)
{
    muster_atomic_fetch_add_u32(&lock->state, 0u - MUSTER_RWLOCK_READER, __ATOMIC_RELEASE);
}

/** Takes it as the writer if it is free. @return whether it has. **Ordering:** acquire if so. */
static inline bool muster_rwlock_write_trylock(struct muster_rwlock *lock)
{
    uint32_t free_lock = 0;
    return muster_atomic_compare_exchange_u32(&lock->state, &free_lock, MUSTER_RWLOCK_WRITES,
                                              __ATOMIC_ACQUIRE);
}

/**
 * Takes it as the writer. **Ordering:** acquire; partners: muster_rwlock_read_unlock() and
 * muster_rwlock_write_unlock().
 */
static inline void muster_rwlock_write_lock(struct muster_rwlock *lock)
{
    if (__builtin_expect(!muster_rwlock_write_trylock(lock), 0))
        muster_rwlock_write_wait(lock);
}

/** Lets go of it as the writer. **Ordering:** release; partners: the functions that take it. */
static inline void muster_rwlock_write_unlock(struct muster_rwlock *lock)
{
    muster_atomic_fetch_and_u32(&lock->state, ~MUSTER_RWLOCK_WRITES, __ATOMIC_RELEASE);
}

/** The same with this CPU's interrupts masked meanwhile; how they were in @p flags, a uint64_t. */
#define muster_rwlock_read_lock_irqsave(lock, flags)                                               \
    do {                                                                                           \
        (flags) = arch_irq_save();                                                                 \
        muster_rwlock_read_lock(lock);                                                             \
    } while (0)
static inline void muster_rwlock_read_unlock_irqrestore(struct muster_rwlock *lock, uint64_t flags)
{
    muster_rwlock_read_unlock(lock);
    arch_irq_restore(flags);
}
#define muster_rwlock_write_lock_irqsave(lock, flags)                                              \
    do {                                                                                           \
        (flags) = arch_irq_save();                                                                 \
        muster_rwlock_write_lock(lock);                                                            \
    } while (0)
static inline void muster_rwlock_write_unlock_irqrestore(struct muster_rwlock *lock, uint64_t flags)
{
    muster_rwlock_write_unlock(lock);
    arch_irq_restore(flags);
}

MUSTER_END_DECLS

#endif
