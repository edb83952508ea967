/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CPUMASK_SET_H
#define MUSTER_RUNTIME_CPUMASK_SET_H

#include <stdbool.h>

#include <muster/linkage.h>

/*
 * The functions that change the machine's masks; nothing else writes them.
 *
 * Each puts logical CPU @p cpu (below NR_CPUS) into the mask, or takes it out. **Ordering:**
 * release; partners: the acquire in cpumask_test_cpu() and in cpumask_next_from(). Any CPU with its
 * caches on may call them; they do not wait.
 */
void set_cpu_possible(unsigned int cpu, bool on) MUSTER_LINK_NAME(set_cpu_possible);
void set_cpu_present(unsigned int cpu, bool on) MUSTER_LINK_NAME(set_cpu_present);
void set_cpu_online(unsigned int cpu, bool on) MUSTER_LINK_NAME(set_cpu_online);
void set_cpu_active(unsigned int cpu, bool on) MUSTER_LINK_NAME(set_cpu_active);

#endif
