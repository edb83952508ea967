/* SPDX-License-Identifier: MIT */
/* Answers which CPUs are near each other, from the device tree's cpu-map or from the hardware
 * ids. */
#include "topology/topology.h"

#include <errno.h>
#include <stddef.h>

#include <muster/once.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/topology.h>

#include "arch/cpu.h"
#include "cpu/percpu_areas.h"

/* The first CPU that asks writes these, in find_out(); muster_once() lets only one CPU do it. */
static struct muster_once finding_out;
static DEFINE_PER_CPU_UNCOPIED(struct place, places);
static bool is_from_tree;

static struct place *place_of(unsigned int cpu)
{
    return per_cpu_ptr(&places, cpu);
}

/* ---- finding out ----------------------------------------------------------------------------- */

/* Returns the bits of a hardware id that all CPUs of one core share. */
static uint64_t core_bits(uint64_t hwid, bool has_threads)
{
    return has_threads ? hwid >> 8 : hwid;
}

/* Returns the bits of a hardware id that all CPUs of one cluster share. */
static uint64_t cluster_bits(uint64_t hwid, bool has_threads)
{
    return core_bits(hwid, has_threads) >> 8;
}

/* Places all CPUs by their hardware ids. A CPU gets the numbers of an earlier CPU with the same
 * bits, or else new ones. */
static void place_by_hwid(void)
{
    bool has_threads = arch_hwid_has_threads();
    uint16_t clusters = 0, cores = 0;

    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
        uint64_t hwid = cpu_logical_map(cpu);
        struct place *place = place_of(cpu);
        bool has_cluster = false, has_core = false;

        *place = (struct place){.thread = has_threads ? hwid & 0xff : 0};
        for (unsigned int i = cpu; i-- > 0 && !has_core;) {
            uint64_t other = cpu_logical_map(i);
            if (cluster_bits(other, has_threads) != cluster_bits(hwid, has_threads))
                continue;
            has_cluster = true;
            place->cluster = place_of(i)->cluster;
            if (!has_threads)
                break; /* no two CPUs have the same core bits then */
            has_core = core_bits(other, has_threads) == core_bits(hwid, has_threads);
            place->core = place_of(i)->core;
        }
        if (!has_cluster)
            place->cluster = clusters++;
        if (!has_core)
            place->core = cores++;
    }
}

static bool are_near(unsigned int cpu, unsigned int other)
{
    return cpu_to_node(cpu) == cpu_to_node(other) &&
           place_of(cpu)->package == place_of(other)->package;
}

/* Counts which core of its cluster, and which cluster of its node, the CPU belongs to. Called for
 * each CPU in the order of their numbers. */
static void rank(unsigned int cpu)
{
    struct place *place = place_of(cpu);
    bool has_cluster = false;

    for (unsigned int i = 0; i < cpu; i++) {
        const struct place *other = place_of(i);

        if (other->cluster == place->cluster) {
            has_cluster = true;
            place->cluster_rank = other->cluster_rank;
            if (other->core == place->core) {
                place->core_rank = other->core_rank;
                return;
            }
            if (other->core_rank >= place->core_rank)
                place->core_rank = other->core_rank + 1;
        } else if (!has_cluster && are_near(cpu, i) && other->cluster_rank >= place->cluster_rank) {
            place->cluster_rank = other->cluster_rank + 1;
        }
    }
}

static void find_out(void *unused)
{
    (void)unused;
    is_from_tree = fdt_cpu_map_read(place_of);
    if (!is_from_tree)
        place_by_hwid();
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        rank(cpu);
}

static inline int need_places(void)
{
    return muster_once(&finding_out, find_out, NULL);
}

/* ---- telling --------------------------------------------------------------------------------- */

int muster_topology_of(unsigned int cpu, struct muster_topology *topology)
{
    if (!cpu_possible(cpu))
        return -EINVAL;
    int error = need_places();
    if (error)
        return error;
    const struct place *place = place_of(cpu);
    *topology = (struct muster_topology){
        .package = place->package,
        .cluster = place->cluster,
        .core = place->core,
        .thread = place->thread,
        .node = cpu_to_node(cpu),
        .from_tree = is_from_tree,
    };
    return 0;
}

static bool shares(unsigned int cpu, unsigned int other, enum muster_level level)
{
    const struct place *a = place_of(cpu), *b = place_of(other);

    switch (level) {
    case MUSTER_LEVEL_CORE:
        return a->core == b->core;
    case MUSTER_LEVEL_CLUSTER:
        return a->cluster == b->cluster;
    case MUSTER_LEVEL_PACKAGE:
        return a->package == b->package;
    case MUSTER_LEVEL_NODE:
        return cpu_to_node(cpu) == cpu_to_node(other);
    }
    return false;
}

int muster_siblings(unsigned int cpu, enum muster_level level, struct cpumask *siblings)
{
    unsigned int other;

    if (!cpu_possible(cpu))
        return -EINVAL;
    int error = need_places();
    if (error)
        return error;
    cpumask_clear(siblings);
    for_each_possible_cpu (other)
        if (shares(cpu, other, level))
            cpumask_set_cpu(other, siblings);
    return 0;
}

/* ---- choosing -------------------------------------------------------------------------------- */

/* Returns a number by which CPUs are sorted; its upper bits count most. Nodes from 4095 on share
 * numbers with others. */
static uint64_t key_of(enum muster_cpu_order order, unsigned int cpu)
{
    const struct place *p = place_of(cpu);
    uint64_t node = (uint64_t)(cpu_to_node(cpu) + 1) & 0xfff, package = p->package & 0xfff;

    if (order == MUSTER_COMPACT)
        return package << 52 | node << 40 | (uint64_t)p->cluster << 24 | (uint64_t)p->core << 8 |
               (p->thread & 0xff);
    return (uint64_t)(p->thread & 0xff) << 56 | (uint64_t)p->core_rank << 40 |
           (uint64_t)p->cluster_rank << 24 | node << 12 | package;
}

/* Inserts @p cpu into its place among the @p filled CPUs. The last CPU drops out when all @p count
 * places are taken. Returns how many places are filled then. */
static unsigned int insert(enum muster_cpu_order order, unsigned int cpus[], unsigned int filled,
                           unsigned int count, unsigned int cpu)
{
    uint64_t key = key_of(order, cpu);
    unsigned int at = filled;

    while (at > 0 && key_of(order, cpus[at - 1]) > key)
        at--;
    if (at == count)
        return filled;
    filled += filled < count;
    for (unsigned int i = filled - 1; i > at; i--)
        cpus[i] = cpus[i - 1];
    cpus[at] = cpu;
    return filled;
}

unsigned int muster_cpu_order(enum muster_cpu_order order, unsigned int cpus[], unsigned int count)
{
    unsigned int cpu, filled = 0;

    if (need_places() != 0)
        return 0;
    for_each_online_cpu (cpu)
        filled = insert(order, cpus, filled, count, cpu);
    return filled;
}
