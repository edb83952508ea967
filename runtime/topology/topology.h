/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TOPOLOGY_H
#define MUSTER_RUNTIME_TOPOLOGY_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/* Where a CPU is. The first four fields are those of struct muster_topology; the ranks follow from
 * them. */
struct place {
    uint16_t package, cluster, core, thread;
    uint16_t cluster_rank; /* its cluster's rank in the node, or else in the package */
    uint16_t core_rank;    /* its core's rank in the cluster */
};

/*
 * Reads the tree's cpu-map into the places of all possible CPUs, except for the ranks. Returns
 * false when there is no map, or, after a message, when it is damaged. The places hold nothing
 * useful then.
 */
bool fdt_cpu_map_read(struct place *(*place_of)(unsigned int cpu))
    MUSTER_LINK_NAME(fdt_cpu_map_read);

#endif
