/* SPDX-License-Identifier: MIT */
#include <muster/percpu.h>

/* Where each CPU's copy of the per-CPU variables is, from the template; 0 until it has one. Written
 * by the boot CPU while it is alone (percpu_allocate()). */
uintptr_t __per_cpu_offset[NR_CPUS];
