/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CPUMASK_SET_H
#define MUSTER_RUNTIME_CPUMASK_SET_H

#include <stdbool.h>

#include <muster/linkage.h>

/*
 * The only writers of the machine's masks: put logical CPU @p cpu (below NR_CPUS) in, or take it
 * out. Release ordering; the partner is the acquire in cpumask_test_cpu() and cpumask_next_from().
 * Callable on any CPU whose caches are on; does not wait.
 */
void set_cpu_possible(unsigned int cpu, bool on) MUSTER_LINK_NAME(set_cpu_possible);
void set_cpu_present(unsigned int cpu, bool on) MUSTER_LINK_NAME(set_cpu_present);
void set_cpu_online(unsigned int cpu, bool on) MUSTER_LINK_NAME(set_cpu_online);
void set_cpu_active(unsigned int cpu, bool on) MUSTER_LINK_NAME(set_cpu_active);

#endif
