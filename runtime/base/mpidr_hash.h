/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_MPIDR_HASH_H
#define MUSTER_RUNTIME_MPIDR_HASH_H

#include <stdint.h>

#include <muster/linkage.h>

/* Finds the logical CPU of a hardware id, in O(1) whatever bits the machine's ids use. The boot CPU
 * fills the table while it is the only CPU running; afterwards the table is read only. */

/* Adds a CPU. Returns 0, or -EEXIST if the table already has a CPU with this hwid. */
int mpidr_hash_add(uint64_t hwid, unsigned int cpu) MUSTER_LINK_NAME(mpidr_hash_add);
/* Returns the logical CPU with this hwid, or -EINVAL. */
int mpidr_hash_find(uint64_t hwid) MUSTER_LINK_NAME(mpidr_hash_find);

#endif
