/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_CPU_H
#define MUSTER_RUNTIME_FDT_CPU_H

#include <stdint.h>

#include <muster/linkage.h>

/* Stores cpu-release-addr of the CPU node with this hardware id (Devicetree Specification 3.8.1).
 * Returns 0; -ENOENT when the tree has no such node, or the node no such property; -EINVAL for a
 * value that is not one or two cells long. */
int fdt_cpu_release_addr(uint64_t hwid, uint64_t *pa) MUSTER_LINK_NAME(fdt_cpu_release_addr);

#endif
