/* SPDX-License-Identifier: MIT */
#include <muster/reduce.h>

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <muster/order.h>
#include <muster/panic.h>

#include "arch.h"
#include "sync/barrier.h"
#include "time/clock.h"

/*
 * Values go up the barrier's tree by pointers: a CPU that has reported waits until all are let go,
 * so its memory stays what it is. Of a group that reports to one CPU the value of the lowest rank
 * takes in the others, in order, and goes on up in their place. The root copies the result into the
 * barrier's buffer before it lets all go, and they copy it from there: the next result cannot come
 * before all have reported again. A larger one they copy from where it is, which a second pass
 * protects.
 */

/* After an error CPUs leave, and their memory with them; so they wait for those that still combine.
 * How long the application's function may take then. */
#define COMBINE_TIMEOUT_S 60

struct reduction {
    struct muster_barrier *barrier;
    size_t bytes;
    void (*combine)(void *into, const void *from); /* NULL: passes on `result` */
};

static void copy(void *to, const void *from, size_t bytes)
{
    /* What most are: a libc's memcpy(), built for size, goes byte by byte. */
    if (bytes == sizeof(uint64_t) && !(((uintptr_t)to | (uintptr_t)from) % sizeof(uint64_t)))
        memcpy(__builtin_assume_aligned(to, sizeof(uint64_t)),
               __builtin_assume_aligned(from, sizeof(uint64_t)), sizeof(uint64_t));
    else if (to != from)
        memcpy(to, from, bytes);
}

/* On a CPU that others report to, when those of a level have. */
static void combine_level(struct muster_barrier_node *node, unsigned int level, void *context)
{
    const struct reduction *reduction = context;
    const struct muster_barrier_node *child = node->children[level];

    if (!child)
        return;
    /* It says so, then looks whether somebody has broken the barrier; partner: wait_to_leave(). */
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

/* On the root, when all have reported. */
static void keep_result(struct muster_barrier *barrier, void *context)
{
    const struct reduction *reduction = context;

    if (reduction->combine)
        barrier->result = barrier->root->value;
    if (reduction->bytes <= MUSTER_BARRIER_BUFFER_BYTES)
        copy(barrier->buffer, barrier->result, reduction->bytes);
}

static void wait_to_leave(const struct muster_barrier *barrier)
{
    uint64_t start = arch_counter();
    unsigned int cpu;

    smp_mb(); /* the barrier is broken, then looks; partner: combine_level() */
    for_each_cpu (cpu, &barrier->cpus)
        while (__atomic_load_n(&per_cpu_ptr(barrier->nodes, cpu)->is_combining, __ATOMIC_ACQUIRE)) {
            if (arch_counter() - start > (uint64_t)clock_hz() * COMBINE_TIMEOUT_S)
                panic("muster_reduce(): combine() has not returned on CPU %u for %u s", cpu,
                      COMBINE_TIMEOUT_S);
            cpu_relax();
        }
}

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
    /* Nobody looks at it any more: the last who did have reported since (a larger result), or only
     * the root does. */
    if (muster_barrier_rank(barrier) == from_rank &&
        this_cpu_ptr(barrier->nodes)->role != MUSTER_BARRIER_STRANGER)
        barrier->result = value;
    return carry(barrier, value, &(struct reduction){barrier, bytes, NULL});
}
