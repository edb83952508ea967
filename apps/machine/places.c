/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include <stdio.h>
#include <string.h>

#include <muster/idle.h>
#include <muster/irq.h>
#include <muster/smp.h>
#include <muster/topology.h>

#define TRIAL_BYTES 65536

/* Prints a CPU's line, and returns true if the CPU is among its own siblings of every level. */
static bool print_cpu(unsigned int cpu)
{
    struct muster_topology at;
    struct muster_irq_counts interrupts;
    struct cpumask siblings;
    bool is_sound = true;

    if (muster_topology_of(cpu, &at) || muster_irq_counts(cpu, &interrupts))
        return false;
    printf("%5u %#8llx %7u %7u %4u %6u %4d %7s %6s %8llu %8llu %8llu\n", cpu,
           (unsigned long long)cpu_logical_map(cpu), at.package, at.cluster, at.core, at.thread,
           at.node, cpu_present(cpu) ? "yes" : "no", cpu_online(cpu) ? "yes" : "no",
           (unsigned long long)cpu_came_us(cpu), (unsigned long long)interrupts.handled,
           (unsigned long long)muster_cpu_idle_ns(cpu) / 1000);
    for (int level = MUSTER_LEVEL_CORE; level <= MUSTER_LEVEL_NODE; level++) {
        if (muster_siblings(cpu, (enum muster_level)level, &siblings) ||
            !cpumask_test_cpu(cpu, &siblings))
            is_sound = false;
    }
    return is_sound && at.node == cpu_to_node(cpu) &&
           get_logical_index(cpu_logical_map(cpu)) == (int)cpu;
}

/* Prints the CPUs in an order, and returns true if each online CPU is there once. */
static bool print_order(const char *name, enum muster_cpu_order order)
{
    static unsigned int cpus[NR_CPUS];
    unsigned int count = muster_cpu_order(order, cpus, NR_CPUS);
    struct cpumask seen;

    cpumask_clear(&seen);
    printf("%-14s", name);
    for (unsigned int place = 0; place < count; place++) {
        cpumask_set_cpu(cpus[place], &seen);
        printf(" %u", cpus[place]);
    }
    printf("\n");
    return count == num_online_cpus() && cpumask_equal(&seen, cpu_online_mask);
}

bool print_cpus(void)
{
    struct muster_topology at;
    bool is_sound = muster_topology_of(0, &at) == 0;
    unsigned int cpu;

    printf("\n%u CPUs are possible, %u present, %u online; places are from %s\n",
           num_possible_cpus(), num_present_cpus(), num_online_cpus(),
           at.from_tree ? "the device tree" : "MPIDR");
    printf("%5s %8s %7s %7s %4s %6s %4s %7s %6s %8s %8s %8s\n", "CPU", "MPIDR", "package",
           "cluster", "core", "thread", "node", "present", "online", "came us", "irqs", "idle us");
    for_each_possible_cpu (cpu)
        is_sound &= print_cpu(cpu);
    is_sound &= print_order("compact order", MUSTER_COMPACT);
    return print_order("spread order", MUSTER_SPREAD) && is_sound;
}

/* Allocates memory of a node, and writes to it. Returns true if it is the node's. */
static bool try_node(int node)
{
    unsigned char *memory = muster_alloc_on_node(TRIAL_BYTES, node);

    if (!memory) {
        printf("node %2d        no room for %d bytes\n", node, TRIAL_BYTES);
        return true;
    }
    memset(memory, 0xa5, TRIAL_BYTES);
    printf("node %2d        %d bytes at %p\n", node, TRIAL_BYTES, (void *)memory);
    return memory[TRIAL_BYTES - 1] == 0xa5 &&
           (node == NUMA_NO_NODE || (muster_memory_node(memory) == node &&
                                     muster_memory_node(memory + TRIAL_BYTES - 1) == node));
}

bool print_memory(void)
{
    struct cpumask left, siblings;
    bool is_sound = true;

    printf("\nmemory of the nodes with CPUs (-1: the device tree names no nodes)\n");
    cpumask_copy(&left, cpu_possible_mask);
    while (!cpumask_empty(&left)) {
        unsigned int cpu = cpumask_first(&left);

        if (muster_siblings(cpu, MUSTER_LEVEL_NODE, &siblings))
            return false;
        is_sound &= try_node(cpu_to_node(cpu));
        cpumask_clear_cpu(cpu, &left);
        cpumask_andnot(&left, &left, &siblings);
    }
    return is_sound;
}
