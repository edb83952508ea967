/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_MPIDR_HASH_H
#define MUSTER_RUNTIME_MPIDR_HASH_H

#include <stdint.h>

#include <muster/linkage.h>

/*
 * From a hardware id to the logical CPU that has it, in O(1) whatever bits the machine uses. The
 * boot CPU writes it while it is alone; afterwards it is read only.
 */

/* Adds a CPU. Returns 0, or -EEXIST when a CPU with this hwid is in it. */
int mpidr_hash_add(uint64_t hwid, unsigned int cpu) MUSTER_LINK_NAME(mpidr_hash_add);
/* The CPU with this hwid, or -EINVAL. */
int mpidr_hash_find(uint64_t hwid) MUSTER_LINK_NAME(mpidr_hash_find);

#endif
