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

/**
 * @file
 * Sequence locks: readers write nothing and never keep a writer waiting; a reader reads again if a
 * writer came in between.
 *
 * Use them for small data that is read much more often than written.
 *
 *     do {
 *         start = muster_seqlock_read_begin(&lock);
 *         x = muster_seqlock_load(&position.x);
 *         y = muster_seqlock_load(&position.y);
 *     } while (muster_seqlock_read_retry(&lock, start));
 *
 * Between the two calls a reader may see words of different writes. The reader uses none of these
 * words, not even as an address or an index, before muster_seqlock_read_retry() has returned false.
 * The data are integers or pointers of 1, 2, 4 or 8 bytes, aligned to their size. Each is read by
 * muster_seqlock_load() and written by muster_seqlock_store(), so neither compiler nor CPU reads
 * half a word (Arm ARM B2.2.1; Boehm, "Can seqlocks get along with programming language memory
 * models?", MSPC 2012).
 *
 * Handlers may read if writers mask interrupts: a handler that reads while its own CPU writes would
 * wait for itself. Writers exclude each other by a spin lock (<muster/spinlock.h>). **Cost** in
 * instructions: docs/atomics.md.
 *
 * @addtogroup sync
 * @{
 */

/** A sequence lock. Zeroes are one without a write so far. Its members are private. */
struct muster_seqlock;

/** Defines a lock: `static DEFINE_MUSTER_SEQLOCK(lock);` */
#define DEFINE_MUSTER_SEQLOCK(name) struct muster_seqlock name = MUSTER_ZEROES

/**
 * Reads a word of the data.
 *
 * @param pointer  the word's address
 * @return the word
 *
 * **Context:** any CPU, any time. **Ordering:** none.
 */
#define muster_seqlock_load(pointer) __atomic_load_n((pointer), __ATOMIC_RELAXED)

/**
 * Writes a word of the data.
 *
 * @param pointer  the word's address
 * @param value    what to write
 *
 * **Context:** between muster_seqlock_write_begin() and muster_seqlock_write_end().
 * **Ordering:** none.
 */
#define muster_seqlock_store(pointer, value) __atomic_store_n((pointer), (value), __ATOMIC_RELAXED)

/**
 * Begins a read. Waits for a writer that is writing, as for a spin lock.
 *
 * @param lock  the lock
 * @return the sequence, for muster_seqlock_read_retry()
 *
 * **Context:** any CPU, any time; handlers if writers mask interrupts. Waits.
 * **Ordering:** acquire; partner: muster_seqlock_write_end().
 */
static inline uint32_t muster_seqlock_read_begin(const struct muster_seqlock *lock);

/**
 * Ends a read, and returns true if the data must be read again.
 *
 * How often that happens depends on the writers. A reader that must finish excludes writers:
 * muster_seqlock_exclude_writers().
 *
 * @param lock   the lock
 * @param start  what muster_seqlock_read_begin() returned
 * @return true if a writer has written since then: throw away what was read; false also after
 *         exactly 2^31 writes
 *
 * **Context:** any CPU, any time; does not wait.
 * **Ordering:** the loads before it are done first; partner: muster_seqlock_write_begin().
 */
static inline bool muster_seqlock_read_retry(const struct muster_seqlock *lock, uint32_t start);

/**
 * Keeps writers out, so that the caller reads the data without a loop.
 *
 * @param lock  the lock
 *
 * **Context:** any CPU, where a spin lock may be taken; waits. **Ordering:** acquire; partner:
 * muster_seqlock_write_end().
 */
static inline void muster_seqlock_exclude_writers(struct muster_seqlock *lock);

/**
 * Lets writers in again, after muster_seqlock_exclude_writers().
 *
 * @param lock  the lock
 *
 * **Context:** the CPU that excluded them; does not wait. **Ordering:** release.
 */
static inline void muster_seqlock_admit_writers(struct muster_seqlock *lock);

/**
 * Begins a write. Waits for other writers.
 *
 * @param lock  the lock
 *
 * **Context:** any CPU, where a spin lock may be taken; waits.
 * **Ordering:** a CPU that sees a store after this call sees an odd sequence; partner:
 * muster_seqlock_read_retry().
 */
static inline void muster_seqlock_write_begin(struct muster_seqlock *lock);

/**
 * Ends a write.
 *
 * @param lock  the lock
 *
 * **Context:** the CPU that began the write; does not wait.
 * **Ordering:** release; partner: muster_seqlock_read_begin().
 */
static inline void muster_seqlock_write_end(struct muster_seqlock *lock);

/**
 * Masks this CPU's interrupts, then begins a write: for data that handlers read.
 *
 * @param lock   the lock
 * @param flags  a variable of type uint64_t; gets the interrupt state
 *
 * **Context:** any CPU, any time; waits, with interrupts masked. **Ordering:** that of
 * muster_seqlock_write_begin().
 */
#define muster_seqlock_write_begin_irqsave(lock, flags)                                            \
    do {                                                                                           \
        (flags) = arch_irq_save();                                                                 \
        muster_seqlock_write_begin(lock);                                                          \
    } while (0)

/**
 * Ends a write, then restores this CPU's interrupt state.
 *
 * @param lock   the lock
 * @param flags  what muster_seqlock_write_begin_irqsave() stored
 *
 * **Context:** the CPU that began the write; does not wait. **Ordering:** release.
 */
static inline void muster_seqlock_write_end_irqrestore(struct muster_seqlock *lock, uint64_t flags);

/** @} */

/** @cond internal */

struct muster_seqlock {
    /* Odd while a writer writes; changed under the lock. */
    uint32_t sequence;
    spinlock_t writers;
};

/* Slow path of muster_seqlock_read_begin(): waits until the writer has finished. Returns the even
 * sequence. */
uint32_t muster_seqlock_read_wait(const struct muster_seqlock *lock);

static inline uint32_t muster_seqlock_read_begin(const struct muster_seqlock *lock)
{
    uint32_t sequence = __atomic_load_n(&lock->sequence, __ATOMIC_ACQUIRE);
    return __builtin_expect(sequence & 1, 0) ? muster_seqlock_read_wait(lock) : sequence;
}

static inline bool muster_seqlock_read_retry(const struct muster_seqlock *lock, uint32_t start)
{
    smp_rmb();
    return __atomic_load_n(&lock->sequence, __ATOMIC_RELAXED) != start;
}

static inline void muster_seqlock_exclude_writers(struct muster_seqlock *lock)
{
    spin_lock(&lock->writers);
}

static inline void muster_seqlock_admit_writers(struct muster_seqlock *lock)
{
    spin_unlock(&lock->writers);
}

static inline void muster_seqlock_write_begin(struct muster_seqlock *lock)
{
    spin_lock(&lock->writers);
    __atomic_store_n(&lock->sequence, lock->sequence + 1, __ATOMIC_RELAXED);
    smp_wmb();
}

static inline void muster_seqlock_write_end(struct muster_seqlock *lock)
{
    __atomic_store_n(&lock->sequence, lock->sequence + 1, __ATOMIC_RELEASE);
    spin_unlock(&lock->writers);
}

static inline void muster_seqlock_write_end_irqrestore(struct muster_seqlock *lock, uint64_t flags)
{
    muster_seqlock_write_end(lock);
    arch_irq_restore(flags);
}

/** @endcond */

MUSTER_END_DECLS

#endif
