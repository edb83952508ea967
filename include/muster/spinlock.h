/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_SPINLOCK_H
#define MUSTER_SPINLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/arch/cpu.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * Spin locks, first come, first served (ticket locks). Nine instructions for a pair that nobody
 * disputes. A holder sees all that earlier holders wrote: acquire and release ordering.
 *
 * A lock that a handler takes too must be taken with interrupts masked everywhere else:
 * spin_lock_irqsave(). Not recursive. A CPU that has waited for 60 s ends the program, by name of
 * the lock's address: the holder hangs or has taken it twice.
 */

/** Free as zeroes. */
typedef struct {
    union {
        /** the ticket that is being served, and from bit 32 on the next one to be drawn */
        uint64_t tickets;
        /** the lower half of that: the holder's */
        uint32_t served;
    };
#ifdef MUSTER_TRACK_LOCKS
    /** the holder plus one, 0 when free; for reports */
    uint32_t holder;
    /** the one that the holder took before, and still holds */
    void *outer;
#endif
} spinlock_t;

/** A free lock: `static DEFINE_SPINLOCK(lock);` */
#define DEFINE_SPINLOCK(name) spinlock_t name = MUSTER_ZEROES

#define MUSTER_TICKET_SHIFT 32

/* The part for when somebody else has the lock: until @p drawn is served. */
void muster_spin_wait(spinlock_t *lock, uint32_t drawn);
/* Whether the next ticket that is drawn is served at once: both halves are the same. */
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

/** Makes @p lock free; nobody may hold it. */
static inline void spin_lock_init(spinlock_t *lock)
{
    lock->tickets = 0;
#ifdef MUSTER_TRACK_LOCKS
    lock->holder = 0;
    lock->outer = 0;
#endif
}

/**
 * Takes the lock, after all who asked before.
 * **Context:** any CPU; may wait. **Ordering:** acquire; partner: spin_unlock().
 */
static inline void spin_lock(spinlock_t *lock)
{
    uint64_t tickets =
        __atomic_fetch_add(&lock->tickets, UINT64_C(1) << MUSTER_TICKET_SHIFT, __ATOMIC_ACQUIRE);
    if (__builtin_expect(!muster_spin_is_free(tickets), 0))
        muster_spin_wait(lock, (uint32_t)(tickets >> MUSTER_TICKET_SHIFT));
    muster_spin_took(lock);
}

/** Takes the lock if it is free. @return whether it has. **Ordering:** acquire if so. */
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

/** Lets go of the lock, which this CPU holds. **Ordering:** release; partner: spin_lock(). */
static inline void spin_unlock(spinlock_t *lock)
{
    muster_spin_leaves(lock);
    /* Only the holder writes it. */
    __atomic_store_n(&lock->served, __atomic_load_n(&lock->served, __ATOMIC_RELAXED) + 1,
                     __ATOMIC_RELEASE);
}

/** Whether somebody holds the lock, at this moment. */
static inline bool spin_is_locked(const spinlock_t *lock)
{
    return !muster_spin_is_free(__atomic_load_n(&lock->tickets, __ATOMIC_RELAXED));
}

/** spin_lock() with this CPU's interrupts masked, and how they were in @p flags, a uint64_t. */
#define spin_lock_irqsave(lock, flags)                                                             \
    do {                                                                                           \
        (flags) = arch_irq_save();                                                                 \
        spin_lock(lock);                                                                           \
    } while (0)

/** spin_unlock(), and interrupts as they were. */
static inline void spin_unlock_irqrestore(spinlock_t *lock, uint64_t flags)
{
    spin_unlock(lock);
    arch_irq_restore(flags);
}

MUSTER_END_DECLS

#endif
