/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CPU_MAP_H
#define MUSTER_RUNTIME_CPU_MAP_H

#include <muster/linkage.h>

struct fdt_scan;

/*
 * Gives the CPUs of the device tree their logical numbers, the calling CPU number 0, and fills
 * cpu_possible_mask, nr_cpu_ids, the hwid and node of each. Runs once, on the boot CPU, after the
 * command line.
 */
void cpu_map_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(cpu_map_init);

/* Finds out how each possible CPU is started, and fills cpu_present_mask: after the firmware. */
void cpu_map_init_ops(void) MUSTER_LINK_NAME(cpu_map_init_ops);

/* The most CPUs to bring up at boot, the boot CPU included (maxcpus=, nosmp). */
unsigned int cpu_map_boot_limit(void) MUSTER_LINK_NAME(cpu_map_boot_limit);

#endif
