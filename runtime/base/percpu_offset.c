/* SPDX-License-Identifier: MIT */
#include <muster/percpu.h>

/* Where each CPU's copy of the per-CPU variables is, from the template; 0 until the copy can be
 * used. Written by the boot CPU while it is alone (setup_per_cpu_areas()). */
uintptr_t __per_cpu_offset[NR_CPUS];
