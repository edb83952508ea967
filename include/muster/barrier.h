/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_BARRIER_H
#define MUSTER_BARRIER_H

#include <stdint.h>

#include <muster/cpumask.h>
#include <muster/linkage.h>
#include <muster/percpu.h>

MUSTER_BEGIN_DECLS

/* A CPU's part of a barrier. */
struct muster_barrier_node {
    uint32_t phase, rank, is_in;
    void *value;
};

/** A barrier: a place where some CPUs meet, as often as they like. DEFINE_MUSTER_BARRIER() only. */
struct muster_barrier {
    struct muster_barrier_node *nodes; /* the template of a per-CPU variable */
    uint32_t size, arrived, generation;
    uint64_t next;
    const void *result;
};

struct muster_barrier_entry {
    struct muster_barrier *barrier;
    struct muster_barrier_node *nodes;
};

/**
 * Defines a barrier, at file scope: `static DEFINE_MUSTER_BARRIER(all);` Before app_main_percpu()
 * begins the runtime makes it one of all CPUs that begin there.
 */
#define DEFINE_MUSTER_BARRIER(name)                                                                \
    struct muster_barrier name = {0, 0, 0, 0, 0, 0};                                               \
    static DEFINE_PER_CPU_ALIGNED(struct muster_barrier_node, name##_nodes) = {0, 0, 0, 0};        \
    static const struct muster_barrier_entry name##_entry                                          \
        __attribute__((used, section(".muster_barriers"), aligned(8))) = {&name, &name##_nodes}

/**
 * Makes @p barrier one of the CPUs in @p cpus (NULL: all that are online), whatever it was.
 * @return 0; -EINVAL for an empty mask or a CPU that is not possible.
 */
int muster_barrier_init(struct muster_barrier *barrier, const struct cpumask *cpus);

/**
 * Waits until all CPUs of the barrier have come.
 * @return 0; -EINVAL when the calling CPU is none of them.
 * **Ordering:** all that they wrote before is seen by all of them afterwards.
 */
int muster_barrier_wait(struct muster_barrier *barrier);

/** How many CPUs meet there. */
static inline unsigned int muster_barrier_size(const struct muster_barrier *barrier)
{
    return barrier->size;
}

/** The calling CPU's number among them, from 0 on in the order of CPU numbers. */
static inline unsigned int muster_barrier_rank(const struct muster_barrier *barrier)
{
    struct muster_barrier_node *nodes = barrier->nodes;
    return this_cpu_ptr(nodes)->rank;
}

MUSTER_END_DECLS

#endif
