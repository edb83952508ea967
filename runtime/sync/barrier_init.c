/* SPDX-License-Identifier: MIT */
#include "sync/barrier.h"

#include <errno.h>
#include <stddef.h>

#include "base/image.h"

/* Initialising barriers: which CPU reports to which, and the linker's table of all barriers of the
 * program. */

IMAGE_SYMBOL(const struct muster_barrier_entry, table_start, barriers_start);
IMAGE_SYMBOL(const struct muster_barrier_entry, table_end, barriers_end);

#define LEVELS MUSTER_BARRIER_LEVELS
#define FAN_IN MUSTER_BARRIER_FAN_IN

void barriers_early_init(void)
{
    for (const struct muster_barrier_entry *entry = table_start; entry < table_end; entry++)
        entry->barrier->nodes = entry->nodes;
}

bool barriers_exist(void)
{
    return &table_start[0] < &table_end[0];
}

void barriers_init(const struct cpumask *cpus)
{
    for (const struct muster_barrier_entry *entry = table_start; entry < table_end; entry++)
        if (!entry->barrier->size)
            muster_barrier_init(entry->barrier, cpus);
}

/* Nodes that have no parent yet, by level; used while a barrier's tree is built. */
struct tree {
    struct muster_barrier_node *pending[LEVELS][FAN_IN - 1];
    unsigned int count[LEVELS];
};

/* Makes @p parent the parent of all nodes that are pending at @p level. */
static void adopt(struct tree *tree, unsigned int level, struct muster_barrier_node *parent)
{
    struct muster_barrier_node **link = &parent->children[level];
    uint8_t *bytes = (uint8_t *)&parent->arrived[level];

    for (unsigned int i = 0; i < tree->count[level]; i++) {
        struct muster_barrier_node *child = tree->pending[level][i];
        child->report = &bytes[i];
        child->report_full = &parent->full[level];
        parent->full[level] |= UINT64_C(1) << (8 * i);
        *link = child;
        link = &child->next;
    }
    tree->count[level] = 0;
}

/*
 * Adds a node to the tree; nodes come in the order of their ranks.
 *
 * Of each eight nodes at a level, the last is the parent of the others and takes part in the next
 * level. So the CPUs that report to a parent all have lower ranks. Where CPUs run one after the
 * other, as in an emulator, each parent then finds its children arrived.
 */
static void add(struct tree *tree, struct muster_barrier_node *node, unsigned int size)
{
    unsigned int place = node->rank, width = size, level = 0;

    for (; width > 1; level++) {
        if (place != width - 1 && place % FAN_IN != FAN_IN - 1) {
            tree->pending[level][tree->count[level]++] = node;
            break;
        }
        adopt(tree, level, node);
        place /= FAN_IN;
        width = (width + FAN_IN - 1) / FAN_IN;
    }
    node->levels = level;
    if (level == 0 && width > 1)
        node->role = MUSTER_BARRIER_LEAF;
    else if (level <= 1 && width == 1)
        node->role = MUSTER_BARRIER_ONLY_ROOT;
    else
        node->role = MUSTER_BARRIER_PARENT;
}

static bool is_in_use(const struct muster_barrier *barrier)
{
    unsigned int cpu;

    for_each_cpu (cpu, &barrier->cpus)
        if (__atomic_load_n(&per_cpu_ptr(barrier->nodes, cpu)->is_waiting, __ATOMIC_ACQUIRE))
            return true;
    return false;
}

static int check(const struct muster_barrier *barrier, const struct cpumask *cpus)
{
    unsigned int cpu;

    if (!barrier || !barrier->nodes || cpumask_empty(cpus))
        return -EINVAL;
    for_each_cpu (cpu, cpus)
        if (!cpu_possible(cpu))
            return -EINVAL;
    return is_in_use(barrier) ? -EBUSY : 0;
}

int muster_barrier_init(struct muster_barrier *barrier, const struct cpumask *cpus)
{
    struct tree tree = {0};
    unsigned int cpu, rank = 0;
    int error = check(barrier, cpus ? cpus : cpu_online_mask);

    if (error)
        return error;
    cpumask_copy(&barrier->cpus, cpus ? cpus : cpu_online_mask);
    barrier->size = cpumask_weight(&barrier->cpus);
    barrier->generation = 0;
    barrier->dealt = 0;
    for_each_possible_cpu (cpu) {
        struct muster_barrier_node *node = per_cpu_ptr(barrier->nodes, cpu);
        *node = (struct muster_barrier_node){.role = MUSTER_BARRIER_STRANGER};
        if (!cpumask_test_cpu(cpu, &barrier->cpus))
            continue;
        node->rank = rank++;
        add(&tree, node, barrier->size);
        barrier->root = node; /* the last node of the loop is the root */
    }
    return 0;
}
