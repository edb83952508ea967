/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_BARRIER_H
#define MUSTER_BARRIER_H

#include <stdint.h>

#include <muster/arch/wait.h>
#include <muster/cpumask.h>
#include <muster/linkage.h>
#include <muster/percpu.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Barriers: places where some CPUs meet, as often as they like.
 *
 * Up to eight CPUs report to one of them, which lets all go. More CPUs report in a tree of eights.
 * docs/sync.md has the argument for the order that a barrier gives, and what to use when.
 *
 * @addtogroup sync
 * @{
 */

/** The most bytes that muster_reduce() and muster_broadcast() carry in one pass. */
#define MUSTER_BARRIER_BUFFER_BYTES 128

/** A barrier. Only DEFINE_MUSTER_BARRIER() makes one. Its members are private. */
struct muster_barrier;

/**
 * Defines a barrier, at file scope: `static DEFINE_MUSTER_BARRIER(all);`
 *
 * When app_main_percpu() begins, the barrier is one of all CPUs that begin there. The runtime does
 * that, unless muster_barrier_init() has been called for the barrier before. A barrier takes one to
 * three cache lines of each CPU.
 */
#define DEFINE_MUSTER_BARRIER(name)                                                                \
    struct muster_barrier name = {0, 0, 0, 0, 0, 0, {{0}}, 0, {0}};                                \
    static DEFINE_PER_CPU_ALIGNED(struct muster_barrier_node, name##_nodes) = {                    \
        {0}, 0, MUSTER_BARRIER_STRANGER, 0, 0, {0}, 0, 0, {0}, 0, 0, 0, 0};                        \
    static const struct muster_barrier_entry name##_entry                                          \
        __attribute__((used, section(".muster_barriers"), aligned(8))) = {&name, &name##_nodes}

/**
 * Makes a barrier one of the CPUs in @p cpus, instead of those that it had: for some of the CPUs,
 * after an error, or when CPUs have come or gone.
 *
 * @param barrier  the barrier
 * @param cpus     its CPUs from now on; NULL: all that are online
 * @retval 0        the barrier is ready
 * @retval -EINVAL  the mask is empty or has a CPU that is not possible, or DEFINE_MUSTER_BARRIER()
 *                  has not made the barrier
 * @retval -EBUSY   a CPU waits in the barrier
 *
 * **Context:** one CPU, constructors included; not while a CPU is in muster_barrier_wait() or in
 * another function that is a barrier as well. Does not wait.
 * **Ordering:** none. The caller tells the CPUs by release and acquire that the barrier is ready.
 */
int muster_barrier_init(struct muster_barrier *barrier, const struct cpumask *cpus);

/**
 * Waits until all CPUs of the barrier have come here.
 *
 * A barrier in which something goes wrong is broken. All its CPUs get the error, now and whenever
 * they come, until muster_barrier_init(). The console names the CPUs that did not come.
 *
 * @param barrier  the barrier
 * @retval 0           all CPUs have come
 * @retval -ENODEV     a CPU of the barrier has gone offline, or has had nothing to do for a second
 *                     while the caller waited for it: it has returned to the runtime
 * @retval -ETIMEDOUT  a CPU has not come within barrier.timeout_ms (kernel command line), if that
 *                     is set
 * @retval -EINVAL     the calling CPU is none of the barrier's
 *
 * **Context:** the CPUs of the barrier, in the application; not in handlers. Interrupts may be
 * masked: then the CPU never sleeps. Waits.
 * **Ordering:** all that the CPUs wrote before is seen by all of them after it returns 0.
 * **Cost:** 22 instructions for each of 4 CPUs, 26 for each of 64 or 512, when all come at the same
 * time (docs/sync.md).
 */
static inline int muster_barrier_wait(struct muster_barrier *barrier);

/**
 * Returns how many CPUs meet in the barrier.
 *
 * @param barrier  the barrier
 * @return the number of its CPUs
 *
 * **Context:** any CPU, any time but during muster_barrier_init(); does not wait.
 */
static inline unsigned int muster_barrier_size(const struct muster_barrier *barrier);

/**
 * Returns the calling CPU's number among those of the barrier, to divide work by.
 *
 * @param barrier  the barrier
 * @return the rank, from 0 on, in the order of the CPUs' logical numbers
 *
 * **Context:** the CPUs of the barrier; does not wait.
 */
static inline unsigned int muster_barrier_rank(const struct muster_barrier *barrier);

/** @} */

/** @cond internal */

/* How many CPUs report to one of them, itself included; a power of two, as 64-bit words have 8. */
#define MUSTER_BARRIER_FAN_IN 8
/* How many levels a tree of NR_CPUS CPUs has. */
#define MUSTER_BARRIER_LEVELS (NR_CPUS <= 8 ? 1 : NR_CPUS <= 64 ? 2 : NR_CPUS <= 512 ? 3 : 4)

/* A CPU's part of a barrier. */
struct muster_barrier_node {
    /* A word for each level at which CPUs report to this CPU: a byte for each CPU, the phase that
     * it has come to. Only these CPUs write here. */
    uint64_t arrived[MUSTER_BARRIER_LEVELS] __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));

    /* Written by the CPU itself: the phase that it has come to last, 0 or 1; its role in the
     * tree. */
    uint32_t phase __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    uint32_t role;
    /* Where the CPU reports: a byte of another CPU's word. The word is *report_full or 0 when all
     * have reported there. NULL for the root. */
    uint8_t *report;
    const uint64_t *report_full;
    /* What each of `arrived` is when all have come to phase 1; it is 0 for phase 0. */
    uint64_t full[MUSTER_BARRIER_LEVELS];
    uint32_t rank, levels;
    /* The first of the CPUs that report to this CPU, by level; the next CPU that reports to the
     * same. */
    struct muster_barrier_node *children[MUSTER_BARRIER_LEVELS], *next;
    /* Of muster_reduce(): the CPU's value, then that of all that report to it; set while it
     * combines. */
    void *value;
    uint32_t is_combining;
    /* Set while the CPU waits for long; set and cleared by the CPU, read by
     * muster_barrier_init(). */
    uint32_t is_waiting;
};

enum muster_barrier_role {
    MUSTER_BARRIER_LEAF,
    /* The root of a tree of one level. */
    MUSTER_BARRIER_ONLY_ROOT,
    MUSTER_BARRIER_PARENT,
    MUSTER_BARRIER_STRANGER,
};

struct muster_barrier {
    /* How many CPUs sleep in it; written by them. */
    uint32_t sleepers __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    /* The phase that all have come to, or that it is broken: written by the root, or by the CPU
     * that breaks the barrier. */
    uint32_t generation;
    struct muster_barrier_node *nodes; /* The template of a per-CPU variable. */
    struct muster_barrier_node *root;
    uint32_t size;
    /* The result of muster_reduce() and muster_broadcast(): written by the root. */
    const void *result;
    struct cpumask cpus;
    /* How much of a loop has been dealt out: muster_parallel_for(). */
    uint64_t dealt __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    uint64_t buffer[MUSTER_BARRIER_BUFFER_BYTES / 8]
        __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
};

/* An entry of the table of all barriers. */
struct muster_barrier_entry {
    struct muster_barrier *barrier;
    struct muster_barrier_node *nodes;
};

/* Parts of muster_barrier_wait() that are not inline. gather: for a CPU that others report to, once
 * it has changed its `phase`. wake_*: when a CPU sleeps. await: when it takes long, or the barrier
 * is broken. */
int muster_barrier_gather(struct muster_barrier *barrier, struct muster_barrier_node *node);
void muster_barrier_wake_parent(const struct muster_barrier_node *node);
void muster_barrier_wake_all(const struct muster_barrier *barrier);
int muster_barrier_await(struct muster_barrier *barrier, struct muster_barrier_node *node);

/* For the root of a tree of one level. Returns 1 if all CPUs have come and the root has let them
 * go.
 */
static inline int muster_barrier_release(struct muster_barrier *barrier,
                                         struct muster_barrier_node *node, uint32_t old)
{
    uint64_t expected = old ? 0 : node->full[0];

    if (__builtin_expect(arch_look_twice_for_u64(&node->arrived[0], expected) != expected, 0) ||
        __builtin_expect(!__atomic_compare_exchange_n(&barrier->generation, &old, old ^ 1, 0,
                                                      __ATOMIC_SEQ_CST, __ATOMIC_RELAXED),
                         0))
        return 0;
    if (__builtin_expect(__atomic_load_n(&barrier->sleepers, __ATOMIC_SEQ_CST) != 0, 0))
        muster_barrier_wake_all(barrier);
    return 1;
}

static inline int muster_barrier_wait(struct muster_barrier *barrier)
{
    struct muster_barrier_node *nodes = barrier->nodes, *node = this_cpu_ptr(nodes);
    uint32_t old = node->phase, role = node->role;

    __atomic_store_n(&node->phase, old ^ 1, __ATOMIC_RELAXED); /* others read it for reports */
    if (role != MUSTER_BARRIER_LEAF) {
        if (role == MUSTER_BARRIER_ONLY_ROOT && muster_barrier_release(barrier, node, old))
            return 0;
        return muster_barrier_gather(barrier, node);
    }
    /* Sequentially consistent: the report, then the look for CPUs that sleep. */
    __atomic_store_n(node->report, (uint8_t)(old ^ 1), __ATOMIC_SEQ_CST);
    if (__builtin_expect(__atomic_load_n(&barrier->sleepers, __ATOMIC_SEQ_CST) != 0, 0))
        muster_barrier_wake_parent(node);
    if (__builtin_expect(arch_look_twice_u32(&barrier->generation, old) == (old ^ 1), 1))
        return 0;
    return muster_barrier_await(barrier, node);
}

static inline unsigned int muster_barrier_size(const struct muster_barrier *barrier)
{
    return barrier->size;
}

static inline unsigned int muster_barrier_rank(const struct muster_barrier *barrier)
{
    struct muster_barrier_node *nodes = barrier->nodes;
    return this_cpu_ptr(nodes)->rank;
}

/** @endcond */

MUSTER_END_DECLS

#endif
