/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_BARRIER_H
#define MUSTER_BARRIER_H

#include <stdint.h>

#include <muster/arch/wait.h>
#include <muster/cpumask.h>
#include <muster/linkage.h>
#include <muster/percpu.h>

MUSTER_BEGIN_DECLS

/*
 * Barriers: places where some CPUs meet, as often as they like. Up to eight CPUs report to one of
 * them, which lets all go; more report in a tree of eights. docs/sync.md has the argument for its
 * order, and what to use when.
 */

/** So many CPUs report to one of them, itself included; a power of two, as 64-bit words have 8. */
#define MUSTER_BARRIER_FAN_IN 8
/** So many levels a tree of NR_CPUS CPUs has. */
#define MUSTER_BARRIER_LEVELS (NR_CPUS <= 8 ? 1 : NR_CPUS <= 64 ? 2 : NR_CPUS <= 512 ? 3 : 4)
/** The most bytes that muster_reduce() and muster_broadcast() carry in one pass. */
#define MUSTER_BARRIER_BUFFER_BYTES 128

/* A CPU's part of a barrier. The barrier's functions' only. */
struct muster_barrier_node {
    /* a word for each level at which CPUs report to this one: a byte each, the phase that they have
     * come to; nobody else writes here */
    uint64_t arrived[MUSTER_BARRIER_LEVELS] __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));

    /* the CPU's own: 0 or 1, the phase that it has come to last; what it does in the tree */
    uint32_t phase __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    uint32_t role;
    /* where it reports: a byte of another CPU's word, which is then *report_full or 0 when all have
     * reported there; NULL for the root */
    uint8_t *report;
    const uint64_t *report_full;
    /* what each of `arrived` is when all have come to phase 1; it is 0 for phase 0 */
    uint64_t full[MUSTER_BARRIER_LEVELS];
    uint32_t rank, levels;
    /* the first of those that report to this one, by level, and the next one of its like */
    struct muster_barrier_node *children[MUSTER_BARRIER_LEVELS], *next;
    /* of muster_reduce(): the CPU's value, then that of all that report to it; the CPU is at it */
    void *value;
    uint32_t is_combining;
    /* it waits for long: set and cleared by the CPU, read by muster_barrier_init() */
    uint32_t is_waiting;
};

enum muster_barrier_role {
    MUSTER_BARRIER_LEAF,
    /* the root of a tree of one level */
    MUSTER_BARRIER_ONLY_ROOT,
    MUSTER_BARRIER_PARENT,
    MUSTER_BARRIER_STRANGER,
};

/** A barrier. Made by DEFINE_MUSTER_BARRIER() only; its members are the runtime's. */
struct muster_barrier {
    /* how many CPUs sleep in it: theirs */
    uint32_t sleepers __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    /* the phase that all have come to, or that it is broken: the root's, or whoever breaks it */
    uint32_t generation;
    struct muster_barrier_node *nodes; /* the template of a per-CPU variable */
    struct muster_barrier_node *root;
    uint32_t size;
    /* what muster_reduce() and muster_broadcast() have come to: the root's */
    const void *result;
    struct cpumask cpus;
    /* how much of a loop has been dealt out: muster_parallel_for() */
    uint64_t dealt __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
    uint64_t buffer[MUSTER_BARRIER_BUFFER_BYTES / 8]
        __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));
};

/* An entry of the table of all barriers. */
struct muster_barrier_entry {
    struct muster_barrier *barrier;
    struct muster_barrier_node *nodes;
};

/**
 * Defines a barrier, at file scope: `static DEFINE_MUSTER_BARRIER(all);` When app_main_percpu()
 * begins it is one of all CPUs that begin there; the runtime does that, unless
 * muster_barrier_init() has been called for it before. Takes a cache line or three of each CPU.
 */
#define DEFINE_MUSTER_BARRIER(name)                                                                \
    struct muster_barrier name = {0, 0, 0, 0, 0, 0, {{0}}, 0, {0}};                                \
    static DEFINE_PER_CPU_ALIGNED(struct muster_barrier_node, name##_nodes) = {                    \
        {0}, 0, MUSTER_BARRIER_STRANGER, 0, 0, {0}, 0, 0, {0}, 0, 0, 0, 0};                        \
    static const struct muster_barrier_entry name##_entry                                          \
        __attribute__((used, section(".muster_barriers"), aligned(8))) = {&name, &name##_nodes}

/**
 * Makes @p barrier one of the CPUs in @p cpus, whatever it was before: for some of the CPUs, after
 * an error, or when CPUs have come or gone.
 *
 * @param cpus  NULL: all that are online
 * @return 0; -EINVAL for an empty mask, a CPU that is not possible, or a barrier that
 *         DEFINE_MUSTER_BARRIER() has not made; -EBUSY when a CPU waits in it.
 * **Context:** one CPU, constructors included; not while a CPU is in muster_barrier_wait() or
 * something like it for this barrier.
 * **Ordering:** none: the CPUs come to it after they have been told so, by acquire and release.
 */
int muster_barrier_init(struct muster_barrier *barrier, const struct cpumask *cpus);

/* The parts of muster_barrier_wait() that are not inline: for the CPU that others report to, once
 * `phase` has been changed; when somebody sleeps; when it takes long, or the barrier is broken. */
int muster_barrier_gather(struct muster_barrier *barrier, struct muster_barrier_node *node);
void muster_barrier_wake_parent(const struct muster_barrier_node *node);
void muster_barrier_wake_all(const struct muster_barrier *barrier);
int muster_barrier_await(struct muster_barrier *barrier, struct muster_barrier_node *node);

/* The root of one level: whether all have come and it has let them go. */
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

/**
 * Waits until all CPUs of the barrier have come here.
 *
 * A barrier in which something goes wrong is broken: all its CPUs get the error, now and whenever
 * they come, until muster_barrier_init(). The CPUs to blame are named on the console.
 *
 * @return 0; -ENODEV when a CPU of it has gone offline, or has had nothing to do for a second while
 *         this one waited for it: it has returned to the runtime; -ETIMEDOUT when one has not come
 *         within barrier.timeout_ms (kernel command line; 600000; 0: no end); -EINVAL when the
 *         calling CPU is none of the barrier's.
 * **Context:** the CPUs of the barrier, in the application; not in handlers. Interrupts may be
 * masked: then it never sleeps.
 * **Ordering:** all that the CPUs wrote before it is seen by all of them after it returns 0.
 * **Cost:** 22 instructions for each of 4 CPUs, 26 for each of 64 or 512, when all come at the same
 * time (docs/sync.md).
 */
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
    /* Sequentially consistent: the report, then the look whether somebody sleeps. */
    __atomic_store_n(node->report, (uint8_t)(old ^ 1), __ATOMIC_SEQ_CST);
    if (__builtin_expect(__atomic_load_n(&barrier->sleepers, __ATOMIC_SEQ_CST) != 0, 0))
        muster_barrier_wake_parent(node);
    if (__builtin_expect(arch_look_twice_u32(&barrier->generation, old) == (old ^ 1), 1))
        return 0;
    return muster_barrier_await(barrier, node);
}

/** How many CPUs meet there. **Context:** any CPU, any time between two muster_barrier_init(). */
static inline unsigned int muster_barrier_size(const struct muster_barrier *barrier)
{
    return barrier->size;
}

/**
 * The calling CPU's number among those of the barrier, from 0 on, in the order of CPU numbers: to
 * divide work by. **Context:** the CPUs of the barrier.
 */
static inline unsigned int muster_barrier_rank(const struct muster_barrier *barrier)
{
    struct muster_barrier_node *nodes = barrier->nodes;
    return this_cpu_ptr(nodes)->rank;
}

MUSTER_END_DECLS

#endif
