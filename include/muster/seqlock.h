/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_SEQLOCK_H
#define MUSTER_SEQLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/arch/cpu.h>
#include <muster/linkage.h>
#include <muster/order.h>
#include <muster/spinlock.h>

MUSTER_BEGIN_DECLS

/*
 * Sequence locks: readers write nothing and never keep a writer waiting; they read again what a
 * writer may have changed meanwhile. For small data that is read much more often than written, by
 * readers that may throw away what they have read.
 *
 *     do {
 *         start = muster_seqlock_read_begin(&lock);
 *         x = muster_seqlock_load(&position.x);
 *         y = muster_seqlock_load(&position.y);
 *     } while (muster_seqlock_read_retry(&lock, start));
 *
 * Between the two a reader may see words of different writes: it uses none of them, not even as an
 * address or an index, before muster_seqlock_read_retry() has returned false. The data are integers
 * or pointers of 1, 2, 4 or 8 bytes, aligned to their size, each read by muster_seqlock_load() and
 * written by muster_seqlock_store(): single copies, so that neither compiler nor CPU reads half a
 * word (Arm ARM
 * B2.2.1; Boehm, "Can seqlocks get along with programming language memory models?", MSPC 2012).
 *
 * **Context:** readers any CPU, any time, handlers included if writers mask interrupts: a handler
 * that reads while its own CPU writes would wait for itself. Writers exclude each other by a spin
 * lock, whose rules hold (<muster/spinlock.h>). **Cost**, in instructions: docs/atomics.md.
 */

/** No write so far, as zeroes. */
struct muster_seqlock {
    /* Odd while a writer is at it; written under the lock. */
    uint32_t sequence;
    spinlock_t writers;
};

/** A lock: `static DEFINE_MUSTER_SEQLOCK(lock);` */
#define DEFINE_MUSTER_SEQLOCK(name) struct muster_seqlock name = MUSTER_ZEROES

/** Reads, and writes, a word of the data. */
#define muster_seqlock_load(pointer) __atomic_load_n((pointer), __ATOMIC_RELAXED)
#define muster_seqlock_store(pointer, value) __atomic_store_n((pointer), (value), __ATOMIC_RELAXED)

/* The part for when a writer is at it: until it has finished. @return the even sequence. */
uint32_t muster_seqlock_read_wait(const struct muster_seqlock *lock);

/** Makes @p lock one that nobody has written under; nobody may use it. */
static inline void muster_seqlock_init(struct muster_seqlock *lock)
{
    lock->sequence = 0;
    spin_lock_init(&lock->writers);
}

/**
 * Before the data are read; waits for a writer that is at it, for 60 s at most, as for a spin
 * lock.
 * @return for muster_seqlock_read_retry().
 * **Ordering:** acquire; partner: muster_seqlock_write_end().
 */
static inline uint32_t muster_seqlock_read_begin(const struct muster_seqlock *lock)
{
    uint32_t sequence = __atomic_load_n(&lock->sequence, __ATOMIC_ACQUIRE);
    return __builtin_expect(sequence & 1, 0) ? muster_seqlock_read_wait(lock) : sequence;
}

/**
 * After the data have been read.
 * @return whether a writer has come in between: what was read is to be thrown away. It has not
 *         unless there have been 2^31 writes meanwhile. How often that happens is the writers'
 *         business; a reader that must get to an end excludes them:
 *         muster_seqlock_exclude_writers().
 * **Ordering:** the loads before it are done first; partner: muster_seqlock_write_begin().
 */
static inline bool muster_seqlock_read_retry(const struct muster_seqlock *lock, uint32_t start)
{
    smp_rmb();
    return __atomic_load_n(&lock->sequence, __ATOMIC_RELAXED) != start;
}

/** Keeps writers out, so that the data can be read as they are; a spin lock. */
static inline void muster_seqlock_exclude_writers(struct muster_seqlock *lock)
{
    spin_lock(&lock->writers);
}
static inline void muster_seqlock_admit_writers(struct muster_seqlock *lock)
{
    spin_unlock(&lock->writers);
}

/** Before the data are written; waits for other writers. **Ordering:** the sequence is odd for
 * whoever sees a store after it; partner: muster_seqlock_read_retry(). */
static inline void muster_seqlock_write_begin(struct muster_seqlock *lock)
{
    spin_lock(&lock->writers);
    __atomic_store_n(&lock->sequence, lock->sequence + 1, __ATOMIC_RELAXED);
    smp_wmb();
}

/** After the data have been written.
 * **Ordering:** release; partner: muster_seqlock_read_begin(). */
static inline void muster_seqlock_write_end(struct muster_seqlock *lock)
{
    __atomic_store_n(&lock->sequence, lock->sequence + 1, __ATOMIC_RELEASE);
    spin_unlock(&lock->writers);
}

/** The same with this CPU's interrupts masked, where handlers read; how they were in @p flags. */
#define muster_seqlock_write_begin_irqsave(lock, flags)                                            \
    do {                                                                                           \
        (flags) = arch_irq_save();                                                                 \
        muster_seqlock_write_begin(lock);                                                          \
    } while (0)
static inline void muster_seqlock_write_end_irqrestore(struct muster_seqlock *lock, uint64_t flags)
{
    muster_seqlock_write_end(lock);
    arch_irq_restore(flags);
}

MUSTER_END_DECLS

#endif
