/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TOPOLOGY_H
#define MUSTER_RUNTIME_TOPOLOGY_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/* A CPU's place in the machine. */

/* Where a CPU stands. The first four members are as in struct muster_topology; the ranks follow
 * from them. */
struct place {
    uint16_t package, cluster, core, thread;
    uint16_t cluster_rank; /* the number of its cluster within its node and package */
    uint16_t core_rank;    /* the number of its core within its cluster */
};

/* Reads the device tree's cpu-map into the place of each possible CPU, @p place_of(), all members
 * except the ranks. Returns false if there is no map, or if it is damaged; then a message says so,
 * and the places hold nothing of use. */
bool fdt_cpu_map_read(struct place *(*place_of)(unsigned int cpu))
    MUSTER_LINK_NAME(fdt_cpu_map_read);

#endif
