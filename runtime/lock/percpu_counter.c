/* SPDX-License-Identifier: MIT */
#include <muster/percpu_counter.h>

#include <muster/cpumask.h>

/* Reading a per-CPU counter: adds up the counts of all possible CPUs. */

int64_t muster_percpu_counter_sum(const struct muster_percpu_counter *counter)
{
    uint64_t sum = 0;
    unsigned int cpu;

    for_each_possible_cpu (cpu)
        sum += __atomic_load_n(&per_cpu_ptr(counter, cpu)->count, __ATOMIC_RELAXED);
    return (int64_t)sum;
}
