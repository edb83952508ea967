/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IDLE_NODES_H
#define MUSTER_RUNTIME_IDLE_NODES_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/idle.h>
#include <muster/linkage.h>

struct fdt_scan;

/*
 * Reads the idle states of the device tree, as Linux does: a state is used if a CPU's
 * cpu-idle-states names its node by phandle, wherever in the tree the node stands (devicetree
 * bindings, cpu/idle-states.yaml).
 */

/* A node that a CPU names. */
struct idle_node {
    struct muster_idle_state state;
    uint32_t phandle;
    bool is_usable; /* false: it is no idle state, or no CPU uses it */
};

/* The usable nodes come first, in the order of min_residency_us. */
struct idle_nodes {
    unsigned int count, usable_count;
    struct idle_node list[MUSTER_IDLE_STATES_MAX];
};

/* Reads the nodes that CPUs with a number name. States that take longer to wake up from than
 * @p max_latency_us are not usable. Prints why other nodes are not. */
void idle_nodes_read(const struct fdt_scan *scan, uint32_t max_latency_us, struct idle_nodes *nodes)
    MUSTER_LINK_NAME(idle_nodes_read);

/* Calls @p take for each CPU with a number. @p usable has a bit for each node of the list that the
 * CPU may use. */
void idle_nodes_of_cpus(const struct fdt_scan *scan, struct idle_nodes *nodes,
                        void (*take)(unsigned int cpu, uint32_t usable))
    MUSTER_LINK_NAME(idle_nodes_of_cpus);

#endif
