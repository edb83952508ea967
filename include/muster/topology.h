/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TOPOLOGY_H
#define MUSTER_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/cpumask.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Topology: which CPUs share what, and which memory is near which (docs/topology.md).
 *
 * Only cpu_to_node() costs anything at boot. The first call of one of the other functions reads the
 * device tree.
 *
 * @addtogroup cpus
 * @{
 */

/** The node of a CPU or of memory for which the device tree names none. */
#define NUMA_NO_NODE (-1)

/**
 * Returns the memory node of a CPU: `numa-node-id` of its device-tree node.
 *
 * @param cpu  the CPU
 * @return the node; NUMA_NO_NODE if the tree has none, or @p cpu is not a CPU
 *
 * **Context:** any CPU, from the first constructor on; does not wait.
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
 * Tells where a possible CPU stands.
 *
 * The answer comes from /cpus/cpu-map (devicetree bindings, cpu/cpu-topology.txt). If that is
 * missing or damaged (which is reported once), it comes from the affinity fields of MPIDR_EL1 (Arm
 * ARM): with the MT bit on the calling CPU Aff0 is the thread, Aff1 the core and the others the
 * cluster; without it Aff0 is the core and the others the cluster.
 *
 * @param cpu       the CPU
 * @param topology  gets the answer
 * @retval 0           the answer is there
 * @retval -EINVAL     @p cpu is not possible
 * @retval -EDEADLK    in a handler that has interrupted the first call
 * @retval -ETIMEDOUT  another CPU's first call has not ended within lock.timeout_ms
 *
 * **Context:** any CPU, from the first constructor on. The first call reads the tree
 * (docs/topology.md says what that costs); other CPUs that ask wait for it.
 */
int muster_topology_of(unsigned int cpu, struct muster_topology *topology);

/** What CPUs can have in common. */
enum muster_level {
    /** They are threads of one core. */
    MUSTER_LEVEL_CORE,
    /** They are of one innermost cluster. */
    MUSTER_LEVEL_CLUSTER,
    /** They are of one chip. */
    MUSTER_LEVEL_PACKAGE,
    /** They have the same memory near. */
    MUSTER_LEVEL_NODE,
};

/**
 * Tells which possible CPUs share a level with a CPU, itself included.
 *
 * @param cpu       the CPU
 * @param level     what they share
 * @param siblings  gets the CPUs
 * @return as muster_topology_of()
 *
 * **Context:** that of muster_topology_of().
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
 * Chooses online CPUs in an order.
 *
 * @param order  the order
 * @param cpus   gets the first @p count CPUs in that order
 * @param count  how many are wanted
 * @return how many there are in @p cpus: @p count, or the number of online CPUs if that is less; 0
 *         if muster_topology_of() fails
 *
 * **Context:** that of muster_topology_of(). CPUs may come and go meanwhile and afterwards.
 */
unsigned int muster_cpu_order(enum muster_cpu_order order, unsigned int cpus[], unsigned int count);

/**
 * Allocates memory of a node, in whole 4 KiB pages, for good: it cannot be given back. For large
 * arrays of a program that places its data.
 *
 * The memory comes from ranges of RAM that malloc() has not begun to use (malloc() begins with the
 * machine's largest range), and then from the end of malloc()'s range, as far as malloc() has not
 * come.
 *
 * @param size_bytes  how much
 * @param node        the node; NUMA_NO_NODE: any node
 * @return the memory, with undefined contents; NULL if the node has no range that is large enough,
 *         or
 *         @p size_bytes is 0
 *
 * **Context:** any CPU, from the first constructor on, not in a handler.
 */
void *muster_alloc_on_node(size_t size_bytes, int node);

/**
 * Returns the node of the memory at an address, as the tree says of that RAM.
 *
 * @param address  the address
 * @return the node, or NUMA_NO_NODE
 *
 * **Context:** any CPU, from the first constructor on; does not wait. **Cost:** about 10
 * instructions a range of RAM.
 */
int muster_memory_node(const void *address);

/** @} */

MUSTER_END_DECLS

#endif
