/* SPDX-License-Identifier: MIT */
#include <muster/barrier.h>

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include <muster/wait.h>

#include "../image.h"
#include "barrier.h"

IMAGE_SYMBOL(const struct muster_barrier_entry, table_start, barriers_start);
IMAGE_SYMBOL(const struct muster_barrier_entry, table_end, barriers_end);

void barriers_early_init(void)
{
    for (const struct muster_barrier_entry *entry = table_start; entry < table_end; entry++)
        entry->barrier->nodes = entry->nodes;
}

bool barriers_exist(void)
{
    return &table_start[0] < &table_end[0];
}

int muster_barrier_init(struct muster_barrier *barrier, const struct cpumask *cpus)
{
    unsigned int cpu, rank = 0;

    if (!cpus)
        cpus = cpu_online_mask;
    for_each_cpu (cpu, cpus)
        if (!cpu_possible(cpu))
            return -EINVAL;
    if (!barrier->nodes || cpumask_empty(cpus))
        return -EINVAL;
    for_each_possible_cpu (cpu) {
        struct muster_barrier_node *node = per_cpu_ptr(barrier->nodes, cpu);
        node->is_in = cpumask_test_cpu(cpu, cpus);
        node->rank = rank;
        rank += node->is_in;
    }
    barrier->arrived = 0;
    barrier->next = 0;
    barrier->size = rank;
    return 0;
}

void barriers_init(const struct cpumask *cpus)
{
    for (const struct muster_barrier_entry *entry = table_start; entry < table_end; entry++)
        if (!entry->barrier->size)
            muster_barrier_init(entry->barrier, cpus);
}

int muster_barrier_wait(struct muster_barrier *barrier)
{
    uint32_t generation = __atomic_load_n(&barrier->generation, __ATOMIC_RELAXED);

    if (!this_cpu_ptr(barrier->nodes)->is_in)
        return -EINVAL;
    if (__atomic_add_fetch(&barrier->arrived, 1, __ATOMIC_ACQ_REL) == barrier->size) {
        barrier->arrived = 0;
        __atomic_store_n(&barrier->generation, generation + 1, __ATOMIC_RELEASE);
        muster_wake(&barrier->generation);
    } else {
        muster_wait_while_equal(&barrier->generation, generation, UINT64_MAX);
    }
    return 0;
}
