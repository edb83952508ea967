/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CPU_MAP_H
#define MUSTER_RUNTIME_CPU_MAP_H

#include <muster/linkage.h>

/* The map of logical CPU numbers, filled during the boot. */

struct fdt_scan;

/* Gives the CPUs of the device tree their logical numbers; the calling CPU gets 0. Fills
 * cpu_possible_mask, nr_cpu_ids, and the hwid and node of each CPU. Called by the boot CPU, once,
 * after the command line has been parsed. */
void cpu_map_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(cpu_map_init);

/* Finds out how each possible CPU is started, and fills cpu_present_mask. Called by the boot CPU,
 * once, after arch_firmware_init(). */
void cpu_map_init_ops(void) MUSTER_LINK_NAME(cpu_map_init_ops);

/* Returns how many CPUs to bring up at boot at most, the boot CPU included (maxcpus=, nosmp). */
unsigned int cpu_map_boot_limit(void) MUSTER_LINK_NAME(cpu_map_boot_limit);

#endif
