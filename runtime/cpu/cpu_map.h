/* SPDX-License-Identifier: MIT */
/* The map from logical CPU numbers to hardware ids, and to the operations that start each CPU. */
#ifndef MUSTER_RUNTIME_CPU_MAP_H
#define MUSTER_RUNTIME_CPU_MAP_H

#include <muster/linkage.h>

struct fdt_scan;

/*
 * Gives the CPUs of the device tree their logical numbers; the calling CPU becomes number 0. Fills
 * cpu_possible_mask, nr_cpu_ids, and the hardware id and node of each CPU. Called once, by the boot
 * CPU, after the command line has been read.
 */
void cpu_map_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(cpu_map_init);

/* Finds out how each possible CPU is started, and fills cpu_present_mask. Called after the firmware
 * has been set up. */
void cpu_map_init_ops(void) MUSTER_LINK_NAME(cpu_map_init_ops);

/* Returns the most CPUs to bring up at boot, the boot CPU included (options maxcpus= and nosmp). */
unsigned int cpu_map_boot_limit(void) MUSTER_LINK_NAME(cpu_map_boot_limit);

#endif
