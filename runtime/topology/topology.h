/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TOPOLOGY_H
#define MUSTER_RUNTIME_TOPOLOGY_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/* Where a CPU stands: the first four as in struct muster_topology, the others follow from them. */
struct place {
    uint16_t package, cluster, core, thread;
    uint16_t cluster_rank; /* of its cluster among those of its node, or else package */
    uint16_t core_rank;    /* of its core among those of its cluster */
};

/*
 * Reads the tree's cpu-map into @p places, one for each possible CPU: all but the ranks. False when
 * there is none, or it is damaged, which is said; @p places holds nothing of use then.
 */
bool fdt_cpu_map_read(struct place *(*place_of)(unsigned int cpu))
    MUSTER_LINK_NAME(fdt_cpu_map_read);

#endif
