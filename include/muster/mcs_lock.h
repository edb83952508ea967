/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_MCS_LOCK_H
#define MUSTER_MCS_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/arch/cpu.h>
#include <muster/atomic.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * Queued spin locks (MCS: Mellor-Crummey and Scott, "Algorithms for scalable synchronization on
 * shared-memory multiprocessors", 1991), first come, first served. Each CPU that waits looks at a
 * node of its own, so that letting go of the lock disturbs one CPU and not all that wait: for
 * locks that many CPUs want at once. Where few do, spinlock_t is smaller and as fast.
 *
 * The node is the caller's, mostly on its stack: it belongs to the lock from muster_mcs_lock() to
 * the end of muster_mcs_unlock(), which must get the same one. A CPU may hold several locks, with a
 * node for each. The rules of handlers, and the end of the program after 60 s, are those of
 * <muster/spinlock.h>. Not recursive.
 *
 * **Cost** of a pair that nobody disputes, inline, in instructions: docs/atomics.md.
 */

/** A place in the queue. The caller need not set it. */
struct muster_mcs_node {
    /* The address of the next one's node, 0 while there is none: written once, by that CPU. */
    uint64_t next;
    /* 1 until the CPU before lets go, which writes 0. */
    uint32_t waits;
};

/** Free as zeroes. */
struct muster_mcs_lock {
    /* The address of the last node of the queue, 0 when free: changed by all who ask. */
    uint64_t tail;
};

/** A free lock: `static DEFINE_MUSTER_MCS_LOCK(lock);` */
#define DEFINE_MUSTER_MCS_LOCK(name) struct muster_mcs_lock name = MUSTER_ZEROES

/* The parts for when there is somebody before, or behind. */
void muster_mcs_wait(struct muster_mcs_lock *lock, struct muster_mcs_node *node, uint64_t before);
void muster_mcs_hand_over(struct muster_mcs_lock *lock, struct muster_mcs_node *node);

/** Makes @p lock free; nobody may hold it. **Context:** any CPU, any time. */
static inline void muster_mcs_init(struct muster_mcs_lock *lock)
{
    lock->tail = 0;
}

/**
 * Takes the lock, after all who asked before.
 * **Context:** any CPU; may wait. **Ordering:** acquire; partner: muster_mcs_unlock().
 */
static inline void muster_mcs_lock(struct muster_mcs_lock *lock, struct muster_mcs_node *node)
{
    __atomic_store_n(&node->next, 0, __ATOMIC_RELAXED);
    /* Release: whoever comes next writes to the node after this. Acquire: a free lock's holder
     * before; partner of both: the same operation, and the one in muster_mcs_unlock(). */
    uint64_t before = muster_atomic_exchange_u64(&lock->tail, (uint64_t)node, __ATOMIC_ACQ_REL);
    if (__builtin_expect(before != 0, 0))
        muster_mcs_wait(lock, node, before);
}

/** Takes the lock if it is free. @return whether it has. **Ordering:** acquire if so. */
static inline bool muster_mcs_trylock(struct muster_mcs_lock *lock, struct muster_mcs_node *node)
{
    uint64_t free_lock = 0;

    __atomic_store_n(&node->next, 0, __ATOMIC_RELAXED);
    return muster_atomic_compare_exchange_u64(&lock->tail, &free_lock, (uint64_t)node,
                                              __ATOMIC_ACQ_REL);
}

/**
 * Lets go of the lock, which this CPU has taken with @p node; the node is the caller's again. It
 * waits, a moment, for a CPU that is just about to queue up behind.
 * **Ordering:** release; partner: muster_mcs_lock().
 */
static inline void muster_mcs_unlock(struct muster_mcs_lock *lock, struct muster_mcs_node *node)
{
    uint64_t last = (uint64_t)node;

    if (__builtin_expect(__atomic_load_n(&node->next, __ATOMIC_RELAXED) != 0, 0) ||
        !muster_atomic_compare_exchange_u64(&lock->tail, &last, 0, __ATOMIC_RELEASE))
        muster_mcs_hand_over(lock, node);
}

/** Whether somebody holds the lock, at this moment. */
static inline bool muster_mcs_is_locked(const struct muster_mcs_lock *lock)
{
    return __atomic_load_n(&lock->tail, __ATOMIC_RELAXED) != 0;
}

/** muster_mcs_lock() with interrupts masked, and how they were in @p flags, a uint64_t. */
#define muster_mcs_lock_irqsave(lock, node, flags)                                                 \
    do {                                                                                           \
        (flags) = arch_irq_save();                                                                 \
        muster_mcs_lock((lock), (node));                                                           \
    } while (0)

/** muster_mcs_unlock(), and interrupts as they were. */
static inline void muster_mcs_unlock_irqrestore(struct muster_mcs_lock *lock,
                                                struct muster_mcs_node *node, uint64_t flags)
{
    muster_mcs_unlock(lock, node);
    arch_irq_restore(flags);
}

MUSTER_END_DECLS

#endif
