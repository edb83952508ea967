/* SPDX-License-Identifier: MIT */
#include <muster/reduce.h>

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <muster/order.h>
#include <muster/panic.h>

#include "base/ticks.h"
#include "base/wait_limit.h"
#include "lock/lock_wait.h"
#include "sync/barrier.h"

/*
 * Reductions and broadcasts over the CPUs of a barrier.
 *
 * Values go up the barrier's tree by pointer. That is safe because a CPU that has reported waits
 * until the root lets it go, so its memory stays valid. Of the CPUs that report to one parent, the
 * value of the lowest rank takes in the other values in order of rank, and goes on up for the
 * group. The root copies the result into the barrier's buffer before it lets the CPUs go, and they
 * copy the result from the buffer: the next result cannot overwrite the buffer before all CPUs have
 * reported again. A result larger than the buffer is copied from where it is; a second pass through
 * the barrier keeps that memory valid until all CPUs have copied.
 */

struct reduction {
    struct muster_barrier *barrier;
    size_t bytes;
    void (*combine)(void *into, const void *from); /* NULL: a broadcast, passes on `result` */
};

static void copy(void *to, const void *from, size_t bytes)
{
    /* The usual case, inline: a libc's memcpy() that is built for size copies byte by byte. */
    if (bytes == sizeof(uint64_t) && !(((uintptr_t)to | (uintptr_t)from) % sizeof(uint64_t)))
        memcpy(__builtin_assume_aligned(to, sizeof(uint64_t)),
               __builtin_assume_aligned(from, sizeof(uint64_t)), sizeof(uint64_t));
    else if (to != from)
        memcpy(to, from, bytes);
}

/* Combines the values of the CPUs that have reported to this CPU at @p level, and puts the result
 * in the place of this CPU's value. */
static void combine_level(struct muster_barrier_node *node, unsigned int level, void *context)
{
    const struct reduction *reduction = context;
    const struct muster_barrier_node *child = node->children[level];

    if (!child)
        return;
    /* Sequentially consistent: set is_combining, then look whether the barrier is broken. A CPU
     * that leaves a broken barrier looks in the opposite order, so one of the two sees the other.
     * Partner: smp_mb() in wait_to_leave(). */
    __atomic_store_n(&node->is_combining, 1, __ATOMIC_SEQ_CST);
    if (!(__atomic_load_n(&reduction->barrier->generation, __ATOMIC_SEQ_CST) & BARRIER_BROKEN)) {
        void *into = child->value;
        while ((child = child->next))
            reduction->combine(into, child->value);
        reduction->combine(into, node->value);
        node->value = into;
    }
    __atomic_store_n(&node->is_combining, 0, __ATOMIC_RELEASE);
}

/* Keeps the result in the barrier. Runs on the root, when all CPUs have reported. */
static void keep_result(struct muster_barrier *barrier, void *context)
{
    const struct reduction *reduction = context;

    if (reduction->combine)
        barrier->result = barrier->root->value;
    if (reduction->bytes <= MUSTER_BARRIER_BUFFER_BYTES)
        copy(barrier->buffer, barrier->result, reduction->bytes);
}

static bool is_combining(const struct muster_barrier *barrier, unsigned int cpu)
{
    return __atomic_load_n(&per_cpu_ptr(barrier->nodes, cpu)->is_combining, __ATOMIC_ACQUIRE);
}

/* After the barrier has broken: waits until no CPU combines any more. A CPU that leaves with an
 * error takes its value with it, which the CPUs that still combine may read. Panics after
 * lock.timeout_ms. */
static void wait_to_leave(const struct muster_barrier *barrier)
{
    uint64_t start = counter_now();
    unsigned int cpu;

    smp_mb(); /* see the barrier broken, then look who combines; partner: combine_level() */
    for_each_cpu (cpu, &barrier->cpus)
        while (is_combining(barrier, cpu)) {
            if (wait_limit_is_reached(start, lock_timeout_ms) && is_combining(barrier, cpu))
                panic("muster_reduce(): combine() has not returned on CPU %u for %u ms", cpu,
                      lock_timeout_ms);
            cpu_relax();
        }
}

/* Passes through the barrier and leaves the result in @p value. Returns 0, or the barrier's
 * negative errno. */
static int carry(struct muster_barrier *barrier, void *value, struct reduction *reduction)
{
    size_t bytes = reduction->bytes;
    const struct barrier_work work = {reduction->combine ? combine_level : NULL, keep_result,
                                      reduction};
    int error = barrier_pass(barrier, &work);

    if (error) {
        if (reduction->combine && error != -EINVAL)
            wait_to_leave(barrier);
        return error;
    }
    if (bytes <= MUSTER_BARRIER_BUFFER_BYTES) {
        copy(value, barrier->buffer, bytes);
        return 0;
    }
    copy(value, barrier->result, bytes);
    return muster_barrier_wait(barrier);
}

int muster_reduce(struct muster_barrier *barrier, void *value, size_t bytes,
                  void (*combine)(void *into, const void *from))
{
    if (!value || !combine)
        return -EINVAL;
    this_cpu_ptr(barrier->nodes)->value = value;
    return carry(barrier, value, &(struct reduction){barrier, bytes, combine});
}

int muster_broadcast(struct muster_barrier *barrier, unsigned int from_rank, void *value,
                     size_t bytes)
{
    if (!value || from_rank >= barrier->size)
        return -EINVAL;
    /* No CPU reads the old result any more. A larger result was followed by a second pass, so all
     * its readers have reported since; a smaller one is read by the root only. */
    if (muster_barrier_rank(barrier) == from_rank &&
        this_cpu_ptr(barrier->nodes)->role != MUSTER_BARRIER_STRANGER)
        barrier->result = value;
    return carry(barrier, value, &(struct reduction){barrier, bytes, NULL});
}
