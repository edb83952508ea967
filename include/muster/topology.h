/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TOPOLOGY_H
#define MUSTER_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/cpumask.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * Which CPUs share what, and which memory is near which (docs/topology.md). Nothing of this costs
 * anything at boot but cpu_to_node(): the first call of one of the others reads the device tree.
 */

/** The node of a CPU or of memory for which the device tree names none. */
#define NUMA_NO_NODE (-1)

/**
 * The memory node of logical CPU @p cpu: `numa-node-id` of its device-tree node, or NUMA_NO_NODE
 * when the tree has none or @p cpu is not a CPU.
 * **Context:** any CPU, from the first constructor on.
 */
int cpu_to_node(unsigned int cpu) MUSTER_LINK_NAME(cpu_to_node);

/** Where a CPU stands. All numbers begin at 0 and have no gaps, but thread where noted. */
struct muster_topology {
    /** The chip: `socket` of the tree's cpu-map; 0 without sockets. */
    unsigned int package;
    /** The innermost cluster, counted through the whole machine: its CPUs often share a cache. */
    unsigned int cluster;
    /** The core, counted through the whole machine: CPUs of one are its threads. */
    unsigned int core;
    /** The thread of its core; as MPIDR numbers it where the tree has no cpu-map. */
    unsigned int thread;
    /** cpu_to_node(). */
    int node;
    /** Whether the tree's cpu-map says so. If not, it was taken from MPIDR: a guess. */
    bool from_tree;
};

/**
 * Where possible CPU @p cpu stands: from /cpus/cpu-map (devicetree bindings, cpu/cpu-topology.txt),
 * or where that is missing or damaged (which is said once) from the affinity fields of MPIDR_EL1:
 * with its MT bit on the calling CPU Aff0 is the thread, Aff1 the core and the others the cluster;
 * without it Aff0 is the core and the others the cluster (Arm ARM, MPIDR_EL1).
 *
 * @return 0; -EINVAL when @p cpu is not possible; of the first call, -EDEADLK in a handler that has
 *         interrupted one, -ETIMEDOUT when another CPU has not got through it within a minute.
 * **Context:** any CPU, from the first constructor on. The first call reads the
 * tree (docs/topology.md says what that costs); other CPUs that ask wait for it meanwhile.
 */
int muster_topology_of(unsigned int cpu, struct muster_topology *topology);

/** What CPUs can have in common. */
enum muster_level {
    MUSTER_LEVEL_CORE,
    MUSTER_LEVEL_CLUSTER,
    MUSTER_LEVEL_PACKAGE,
    MUSTER_LEVEL_NODE
};

/**
 * Sets @p siblings to the possible CPUs that share the level with @p cpu, itself included.
 * @return, **context:** as muster_topology_of().
 */
int muster_siblings(unsigned int cpu, enum muster_level level, struct cpumask *siblings);

/** In which order CPUs are chosen. */
enum muster_cpu_order {
    /** Near each other: all threads of a core, all cores of a cluster, ... before the next. */
    MUSTER_COMPACT,
    /** Far from each other: nodes or packages in turn, clusters in turn, then their second cores,
     * and second threads when every core has work. */
    MUSTER_SPREAD,
};

/**
 * Writes the first @p count online CPUs in that order into @p cpus.
 * @return how many there are in @p cpus: @p count, or the number of online CPUs if that is less; 0
 *         where muster_topology_of() fails.
 * **Context:** as muster_topology_of(). Which CPUs are online may change meanwhile and afterwards.
 */
unsigned int muster_cpu_order(enum muster_cpu_order order, unsigned int cpus[], unsigned int count);

/**
 * Memory of node @p node, in whole 4 KiB pages, for good: it cannot be given back. For large arrays
 * of a program that places its data. NUMA_NO_NODE: of any node. Its contents are not defined.
 *
 * It is taken from RAM that malloc() does not use, which is one range, the machine's largest, and
 * then from the end of that range, as far as malloc() has not come.
 * @return the memory; NULL when the node has no range that is large enough, or @p size_bytes is 0.
 * **Context:** any CPU, from the first constructor on, not in a handler.
 */
void *muster_alloc_on_node(size_t size_bytes, int node);

/**
 * The node of the memory at @p address: what the tree says of that RAM, or NUMA_NO_NODE.
 * **Context:** any CPU, from the first constructor on. About 10 instructions a range of RAM.
 */
int muster_memory_node(const void *address);

MUSTER_END_DECLS

#endif
