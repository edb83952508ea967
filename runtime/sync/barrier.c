/* SPDX-License-Identifier: MIT */
#include "sync/barrier.h"

#include <errno.h>
#include <stddef.h>

#include <muster/order.h>

/*
 * Barriers: how CPUs report up a tree, and how the root lets them go.
 *
 * Each CPU waits for the CPUs that report to it, level by level, and then reports to its parent.
 * The root lets all CPUs go by one word, the generation, which holds the phase: 0 and 1 in turn.
 * Nothing is ever reset: a byte that holds 1 means "arrived" in a phase 1, and "not arrived" in a
 * phase 0. No CPU enters the next phase before it has seen this phase's generation, so no byte
 * changes before its reader has finished with it.
 *
 * A report is a store of one byte; the parent loads the word of eight such bytes. Both accesses are
 * single-copy atomic (Arm ARM B2.2.1: an aligned access of general registers). So each byte of the
 * word is what one CPU has stored, and the acquiring load synchronises with the releasing stores of
 * all bytes that it has read.
 *
 * The generation changes only by compare-and-swap: from the old phase to the new phase, by the
 * root; or to BARRIER_BROKEN, for good, by a CPU that waits. So all CPUs agree on how a phase has
 * ended. test/model/barrier.pml is a model of this, with what goes wrong when a step is left out.
 */

static bool waiting_is_over(const struct waiting *waiting)
{
    const struct barrier_waiting *mine = (const struct barrier_waiting *)waiting;

    return barrier_is_over(mine) ||
           __atomic_load_n(&wait_departures, __ATOMIC_RELAXED) != mine->departures;
}

bool barrier_is_over(const struct barrier_waiting *mine)
{
    if (!mine->arrived)
        return arch_watch_u32(&mine->barrier->generation) != mine->old;
    return __atomic_load_n(&mine->barrier->generation, __ATOMIC_ACQUIRE) != mine->old ||
           arch_watch_u64(mine->arrived) == mine->expected;
}

/* Returns how the CPU's phase has ended, as @p generation says: 0, or the barrier's negative errno.
 * After an error this function sets the CPU back to the phase that was passed last, so that each
 * later call of muster_barrier_wait() gets the same error. */
static int end_of_phase(struct muster_barrier_node *node, uint32_t generation)
{
    if (!(generation & BARRIER_BROKEN) || (generation & 1) == node->phase)
        return 0;
    __atomic_store_n(&node->phase, node->phase ^ 1, __ATOMIC_RELAXED);
    return -(int)((generation & ~BARRIER_BROKEN) >> BARRIER_ERRNO_SHIFT);
}

/* Waits until *@p arrived is @p expected or, with @p arrived NULL, until the root lets this CPU go.
 * Returns 0, or the barrier's negative errno. */
static int wait_for(struct muster_barrier *barrier, struct muster_barrier_node *node,
                    const uint64_t *arrived, uint64_t expected)
{
    uint32_t old = node->phase ^ 1;
    const void *word = arrived ? (const void *)arrived : &barrier->generation;
    struct barrier_waiting mine = {
        .waiting = {waiting_is_over, word, &barrier->sleepers},
        .barrier = barrier,
        .arrived = arrived,
        .expected = expected,
        .old = old,
        .departures = __atomic_load_n(&wait_departures, __ATOMIC_ACQUIRE),
    };

    __atomic_store_n(&node->is_waiting, 1, __ATOMIC_RELAXED);
    if (!wait_awake(&mine.waiting) || !barrier_is_over(&mine))
        barrier_wait_long(barrier, &mine);
    __atomic_store_n(&node->is_waiting, 0, __ATOMIC_RELEASE);
    return end_of_phase(node, __atomic_load_n(&barrier->generation, __ATOMIC_ACQUIRE));
}

int muster_barrier_await(struct muster_barrier *barrier, struct muster_barrier_node *node)
{
    return wait_for(barrier, node, NULL, 0);
}

void muster_barrier_wake_all(const struct muster_barrier *barrier)
{
    wait_wake(&barrier->generation);
}

/* Wakes the parent, but only if all of its word's CPUs have reported. Several CPUs may report at
 * the same time and then look at the word: one of them sees all reports, because these stores and
 * loads have a single order (sequential consistency). */
void muster_barrier_wake_parent(const struct muster_barrier_node *node)
{
    const uint64_t *word = (const uint64_t *)((uintptr_t)node->report & ~(uintptr_t)7);

    if (__atomic_load_n(word, __ATOMIC_SEQ_CST) == (node->phase ? *node->report_full : 0))
        wait_wake(word);
}

/* ---- a CPU that others report to ----------------------------------------------------------- */

static int report(struct muster_barrier *barrier, struct muster_barrier_node *node)
{
    /* Sequentially consistent: store the report, then look whether a CPU sleeps, as in
     * muster_barrier_wait(). Partner: smp_mb() in lie_down(). */
    __atomic_store_n(node->report, (uint8_t)node->phase, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&barrier->sleepers, __ATOMIC_SEQ_CST))
        muster_barrier_wake_parent(node);
    if (arch_look_twice_u32(&barrier->generation, node->phase ^ 1) == node->phase)
        return 0;
    return muster_barrier_await(barrier, node);
}

/* The root lets all CPUs go. Returns 0, or the negative errno of a barrier that was broken
 * before. */
static int let_go(struct muster_barrier *barrier, struct muster_barrier_node *node)
{
    uint32_t generation = node->phase ^ 1;

    if (!__atomic_compare_exchange_n(&barrier->generation, &generation, node->phase, false,
                                     __ATOMIC_SEQ_CST, __ATOMIC_ACQUIRE))
        return end_of_phase(node, generation);
    if (__atomic_load_n(&barrier->sleepers, __ATOMIC_SEQ_CST))
        muster_barrier_wake_all(barrier);
    return 0;
}

static int gather(struct muster_barrier *barrier, struct muster_barrier_node *node,
                  const struct barrier_work *work)
{
    for (unsigned int level = 0; level < node->levels; level++) {
        const uint64_t *arrived = &node->arrived[level];
        uint64_t expected = node->phase ? node->full[level] : 0;
        int error = 0;

        if (arch_look_twice_for_u64(arrived, expected) != expected)
            error = wait_for(barrier, node, arrived, expected);
        if (error)
            return error;
        if (work && work->gathered)
            work->gathered(node, level, work->context);
    }
    if (node->report)
        return report(barrier, node);
    if (work && work->complete)
        work->complete(barrier, work->context);
    return let_go(barrier, node);
}

int muster_barrier_gather(struct muster_barrier *barrier, struct muster_barrier_node *node)
{
    return node->role == MUSTER_BARRIER_STRANGER ? -EINVAL : gather(barrier, node, NULL);
}

int barrier_pass(struct muster_barrier *barrier, const struct barrier_work *work)
{
    struct muster_barrier_node *node = this_cpu_ptr(barrier->nodes);

    if (node->role == MUSTER_BARRIER_STRANGER)
        return -EINVAL;
    __atomic_store_n(&node->phase, node->phase ^ 1, __ATOMIC_RELAXED);
    return gather(barrier, node, work);
}
