/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_SPINLOCK_H
#define MUSTER_SPINLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/arch/cpu.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Spin locks that serve CPUs in the order in which they ask (ticket locks).
 *
 * A pair of spin_lock() and spin_unlock() takes nine instructions when no other CPU wants the lock.
 * A lock is not recursive.
 *
 * If a handler takes a lock, everybody else takes it with interrupts masked: spin_lock_irqsave().
 * Otherwise the handler could wait for the CPU that it has interrupted.
 *
 * Waiting has no limit, unless the kernel command line sets lock.timeout_ms: then a CPU that has
 * waited that long ends the program and prints the lock's address. The holder hangs, or has taken
 * the lock twice.
 *
 * @addtogroup sync
 * @{
 */

/** A spin lock. Zeroes are a free lock. Its members are private. */
typedef struct muster_spinlock spinlock_t;

/** Defines a free lock: `static DEFINE_SPINLOCK(lock);` */
#define DEFINE_SPINLOCK(name) spinlock_t name = MUSTER_ZEROES

/**
 * Makes a lock free.
 *
 * @param lock  the lock; no CPU holds it or waits for it
 *
 * **Context:** any CPU, any time. **Ordering:** none.
 */
static inline void spin_lock_init(spinlock_t *lock);

/**
 * Takes the lock, after all CPUs that asked before.
 *
 * @param lock  the lock; the calling CPU does not hold it
 *
 * **Context:** any CPU, any time; waits. Interrupts stay as they are.
 * **Ordering:** acquire: this CPU sees what earlier holders wrote; partner: spin_unlock().
 */
static inline void spin_lock(spinlock_t *lock);

/**
 * Takes the lock if it is free.
 *
 * @param lock  the lock
 * @return true if the calling CPU has taken the lock; false if the lock was not free
 *
 * **Context:** any CPU, any time; does not wait.
 * **Ordering:** acquire if it returns true; partner: spin_unlock().
 */
static inline bool spin_trylock(spinlock_t *lock);

/**
 * Releases the lock.
 *
 * @param lock  the lock; the calling CPU holds it
 *
 * **Context:** the CPU that took the lock; does not wait.
 * **Ordering:** release; partner: spin_lock().
 */
static inline void spin_unlock(spinlock_t *lock);

/**
 * Returns true if some CPU holds the lock at this moment.
 *
 * @param lock  the lock
 * @return true if the lock is held
 *
 * **Context:** any CPU, any time; does not wait. **Ordering:** none.
 */
static inline bool spin_is_locked(const spinlock_t *lock);

/**
 * Masks this CPU's interrupts, then takes the lock as spin_lock() does.
 *
 * @param lock   the lock
 * @param flags  a variable of type uint64_t; gets the interrupt state for spin_unlock_irqrestore()
 *
 * **Context:** any CPU, any time; waits, with interrupts masked.
 * **Ordering:** acquire; partner: spin_unlock_irqrestore().
 */
#define spin_lock_irqsave(lock, flags)                                                             \
    do {                                                                                           \
        (flags) = arch_irq_save();                                                                 \
        spin_lock(lock);                                                                           \
    } while (0)

/**
 * Releases the lock, then restores this CPU's interrupt state.
 *
 * @param lock   the lock; the calling CPU holds it
 * @param flags  what spin_lock_irqsave() stored
 *
 * **Context:** the CPU that took the lock; does not wait.
 * **Ordering:** release; partner: spin_lock_irqsave().
 */
static inline void spin_unlock_irqrestore(spinlock_t *lock, uint64_t flags);

/** @} */

/** @cond internal */

struct muster_spinlock {
    __extension__ union { /* for C99, too */
        /* The ticket that is served, and from bit 32 on the next ticket to be drawn. */
        uint64_t tickets;
        /* The lower half of that; only the holder writes it. */
        uint32_t served;
    };
#ifdef MUSTER_TRACK_LOCKS
    /* The holder plus one, 0 when free; for reports. */
    uint32_t holder;
    /* The lock that the holder took before, and still holds. */
    void *outer;
#endif
};

#define MUSTER_TICKET_SHIFT 32

/* Slow path of spin_lock(): waits until the ticket @p drawn is served. */
void muster_spin_wait(spinlock_t *lock, uint32_t drawn);

/* Returns true if the next ticket that is drawn is served at once: both halves are the same. */
static inline bool muster_spin_is_free(uint64_t tickets)
{
    return arch_halves_are_equal(tickets);
}

#ifdef MUSTER_TRACK_LOCKS
void muster_spin_took(spinlock_t *lock);
void muster_spin_leaves(spinlock_t *lock);
#else
static inline void muster_spin_took(spinlock_t *lock)
{
    (void)lock;
}
static inline void muster_spin_leaves(spinlock_t *lock)
{
    (void)lock;
}
#endif

static inline void spin_lock_init(spinlock_t *lock)
{
    lock->tickets = 0;
#ifdef MUSTER_TRACK_LOCKS
    lock->holder = 0;
    lock->outer = 0;
#endif
}

static inline void spin_lock(spinlock_t *lock)
{
    uint64_t tickets =
        __atomic_fetch_add(&lock->tickets, UINT64_C(1) << MUSTER_TICKET_SHIFT, __ATOMIC_ACQUIRE);
    if (__builtin_expect(!muster_spin_is_free(tickets), 0))
        muster_spin_wait(lock, (uint32_t)(tickets >> MUSTER_TICKET_SHIFT));
    muster_spin_took(lock);
}

static inline bool spin_trylock(spinlock_t *lock)
{
    uint64_t tickets = __atomic_load_n(&lock->tickets, __ATOMIC_RELAXED);

    if (!muster_spin_is_free(tickets) ||
        !__atomic_compare_exchange_n(&lock->tickets, &tickets,
                                     tickets + (UINT64_C(1) << MUSTER_TICKET_SHIFT), false,
                                     __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        return false;
    muster_spin_took(lock);
    return true;
}

static inline void spin_unlock(spinlock_t *lock)
{
    muster_spin_leaves(lock);
    __atomic_store_n(&lock->served, __atomic_load_n(&lock->served, __ATOMIC_RELAXED) + 1,
                     __ATOMIC_RELEASE);
}

static inline bool spin_is_locked(const spinlock_t *lock)
{
    return !muster_spin_is_free(__atomic_load_n(&lock->tickets, __ATOMIC_RELAXED));
}

static inline void spin_unlock_irqrestore(spinlock_t *lock, uint64_t flags)
{
    spin_unlock(lock);
    arch_irq_restore(flags);
}

/** @endcond */

MUSTER_END_DECLS

#endif
