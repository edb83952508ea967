/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TOPOLOGY_H
#define MUSTER_TOPOLOGY_H

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/** The node of a CPU or of memory for which the device tree names none. */
#define NUMA_NO_NODE (-1)

/**
 * The memory node of logical CPU @p cpu: `numa-node-id` of its device-tree node, or NUMA_NO_NODE
 * when the tree has none or @p cpu is not a CPU.
 * **Context:** any CPU, from the first constructor on.
 */
int cpu_to_node(unsigned int cpu) MUSTER_LINK_NAME(cpu_to_node);

MUSTER_END_DECLS

#endif
