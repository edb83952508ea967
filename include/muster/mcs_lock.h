/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_MCS_LOCK_H
#define MUSTER_MCS_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/arch/cpu.h>
#include <muster/atomic.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Queued spin locks for locks that many CPUs want at once (MCS locks).
 *
 * Each CPU that waits looks at a node of its own, so a release disturbs one waiting CPU and not all
 * of them. Where few CPUs wait, a spinlock_t is smaller and as fast. CPUs are served in the order
 * in which they ask. A lock is not recursive. The rules for handlers and the limit of a wait are
 * those of <muster/spinlock.h>.
 *
 * The caller supplies the node, mostly on its stack. The node belongs to the lock from
 * muster_mcs_lock() to the end of muster_mcs_unlock(), which must get the same node. A CPU may hold
 * several locks, with a node for each.
 *
 * Source: Mellor-Crummey and Scott, "Algorithms for scalable synchronization on shared-memory
 * multiprocessors", 1991. **Cost** in instructions: docs/atomics.md.
 *
 * @addtogroup sync
 * @{
 */

/** A place in the queue. The caller need not initialise it. Its members are private. */
struct muster_mcs_node;

/** A queued lock. Zeroes are a free lock. Its members are private. */
struct muster_mcs_lock;

/** Defines a free lock: `static DEFINE_MUSTER_MCS_LOCK(lock);` */
#define DEFINE_MUSTER_MCS_LOCK(name) struct muster_mcs_lock name = MUSTER_ZEROES

/**
 * Takes the lock, after all CPUs that asked before.
 *
 * @param lock  the lock; the calling CPU does not hold it
 * @param node  the caller's node, which the lock uses until muster_mcs_unlock() has returned
 *
 * **Context:** any CPU, any time; waits. Interrupts stay as they are.
 * **Ordering:** acquire; partner: muster_mcs_unlock().
 */
static inline void muster_mcs_lock(struct muster_mcs_lock *lock, struct muster_mcs_node *node);

/**
 * Takes the lock if it is free.
 *
 * @param lock  the lock
 * @param node  the caller's node; as for muster_mcs_lock() if the lock has been taken
 * @return true if the calling CPU has taken the lock; false if the lock was not free
 *
 * **Context:** any CPU, any time; does not wait.
 * **Ordering:** acquire if it returns true; partner: muster_mcs_unlock().
 */
static inline bool muster_mcs_trylock(struct muster_mcs_lock *lock, struct muster_mcs_node *node);

/**
 * Releases the lock; the node is the caller's again.
 *
 * @param lock  the lock; the calling CPU holds it
 * @param node  the node with which the calling CPU has taken the lock
 *
 * **Context:** the CPU that took the lock; waits a moment if another CPU is just queueing up.
 * **Ordering:** release; partner: muster_mcs_lock().
 */
static inline void muster_mcs_unlock(struct muster_mcs_lock *lock, struct muster_mcs_node *node);

/**
 * Masks this CPU's interrupts, then takes the lock as muster_mcs_lock() does.
 *
 * @param lock   the lock
 * @param node   the caller's node
 * @param flags  a variable of type uint64_t; gets the interrupt state
 *
 * **Context:** any CPU, any time; waits, with interrupts masked.
 * **Ordering:** acquire; partner: muster_mcs_unlock_irqrestore().
 */
#define muster_mcs_lock_irqsave(lock, node, flags)                                                 \
    do {                                                                                           \
        (flags) = arch_irq_save();                                                                 \
        muster_mcs_lock((lock), (node));                                                           \
    } while (0)

/**
 * Releases the lock, then restores this CPU's interrupt state.
 *
 * @param lock   the lock; the calling CPU holds it
 * @param node   the node with which the calling CPU has taken the lock
 * @param flags  what muster_mcs_lock_irqsave() stored
 *
 * **Context:** the CPU that took the lock. **Ordering:** release.
 */
static inline void muster_mcs_unlock_irqrestore(struct muster_mcs_lock *lock,
                                                struct muster_mcs_node *node, uint64_t flags);

/** @} */

/** @cond internal */

struct muster_mcs_node {
    /* The address of the next CPU's node, 0 while there is none: written once, by that CPU. */
    uint64_t next;
    /* 1 until the CPU before releases the lock; that CPU writes 0. */
    uint32_t waits;
};

struct muster_mcs_lock {
    /* The address of the last node of the queue, 0 when free: changed by every CPU that asks. */
    uint64_t tail;
};

/* Slow path of muster_mcs_lock(): queues up behind the node @p before. */
void muster_mcs_wait(struct muster_mcs_lock *lock, struct muster_mcs_node *node, uint64_t before);
/* Slow path of muster_mcs_unlock(): passes the lock to the next CPU of the queue. */
void muster_mcs_hand_over(struct muster_mcs_lock *lock, struct muster_mcs_node *node);

static inline void muster_mcs_lock(struct muster_mcs_lock *lock, struct muster_mcs_node *node)
{
    __atomic_store_n(&node->next, 0, __ATOMIC_RELAXED);
    /* Release: the next CPU writes to the node after this store. Acquire: this CPU sees what the
     * last holder of a free lock wrote. Partner of both: the same operation, and that of
     * muster_mcs_unlock(). */
    uint64_t before = muster_atomic_exchange_u64(&lock->tail, (uint64_t)node, __ATOMIC_ACQ_REL);
    if (__builtin_expect(before != 0, 0))
        muster_mcs_wait(lock, node, before);
}

static inline bool muster_mcs_trylock(struct muster_mcs_lock *lock, struct muster_mcs_node *node)
{
    uint64_t free_lock = 0;

    __atomic_store_n(&node->next, 0, __ATOMIC_RELAXED);
    return muster_atomic_compare_exchange_u64(&lock->tail, &free_lock, (uint64_t)node,
                                              __ATOMIC_ACQ_REL);
}

static inline void muster_mcs_unlock(struct muster_mcs_lock *lock, struct muster_mcs_node *node)
{
    uint64_t last = (uint64_t)node;

    if (__builtin_expect(__atomic_load_n(&node->next, __ATOMIC_RELAXED) != 0, 0) ||
        !muster_atomic_compare_exchange_u64(&lock->tail, &last, 0, __ATOMIC_RELEASE))
        muster_mcs_hand_over(lock, node);
}

static inline void muster_mcs_unlock_irqrestore(struct muster_mcs_lock *lock,
                                                struct muster_mcs_node *node, uint64_t flags)
{
    muster_mcs_unlock(lock, node);
    arch_irq_restore(flags);
}

/** @endcond */

MUSTER_END_DECLS

#endif
