/* SPDX-License-Identifier: MIT */
#include "fdt_readers.h"

#include <errno.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/percpu.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "base/cpumask_set.h"
#include "console_capture.h"
#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_read.h"
#include "idle/idle_nodes.h"
#include "topology/topology.h"

static const void *tree;
static const struct fdt_scan *scanned;

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "a reader of the device tree: %s; console: %s\n", what, console_captured());
    abort();
}

/* ---- what the readers take from the rest of the runtime -------------------------------------- */

bool psci_power_state_is_valid(uint32_t power_state)
{
    return !(power_state & 0xf0000000);
}

bool psci_power_state_loses_context(uint32_t power_state)
{
    return power_state & 0x10000;
}

/* Numbers the CPUs as they stand in the tree. */
static unsigned int number_cpus(void)
{
    unsigned int count = scanned->cpu_count > 1 ? scanned->cpu_count : 1;

    for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
        set_cpu_possible(cpu, cpu < count);
    return count;
}

uint64_t cpu_logical_map(unsigned int cpu)
{
    return cpu < scanned->cpu_count ? scanned->cpus[cpu].reg : INVALID_HWID;
}

int get_logical_index(uint64_t mpidr)
{
    for (unsigned int cpu = 0; cpu < scanned->cpu_count; cpu++)
        if (scanned->cpus[cpu].has_reg && scanned->cpus[cpu].reg == mpidr)
            return (int)cpu;
    return -EINVAL;
}

#define COPY_BYTES 65536
uintptr_t __per_cpu_offset[NR_CPUS];
static DEFINE_PER_CPU_UNCOPIED(char, anchor);
static char copies[NR_CPUS][COPY_BYTES];

static void set_up_percpu_areas(void)
{
    for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
        __per_cpu_offset[cpu] = (uintptr_t)&copies[cpu][COPY_BYTES / 2] - (uintptr_t)&anchor;
}

/* ---- the readers ----------------------------------------------------------------------------- */

static void use_cells(const fdt32_t *cells, size_t count)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < count; i++) /* the sanitizer watches */
        sum += fdt32_to_cpu(cells[i]);
    __asm__ volatile("" : : "r"(sum));
}

static void read_property(int node, enum known_property which)
{
    const fdt32_t *cells = NULL;
    size_t count = 0;
    uint32_t word;
    uint64_t number;

    if (!fdt_has(node, which))
        return;
    fdt_read_number(node, which, &number);
    fdt_read_u32(node, which, &word);
    fdt_number_or(node, which, 1);
    fdt_string_index(node, which, "okay");
    if (fdt_read_cells(node, which, &cells, &count) == 0)
        use_cells(cells, count);
}

static void read_nodes(void)
{
    for (int node = 0, depth = 0; node >= 0 && depth >= 0;
         node = fdt_next_node(tree, node, &depth)) {
        require(strlen(fdt_lookup_node_name(node)) < fdt_totalsize(tree), "a name is too long");
        for (unsigned int which = 1; which < PROP_COUNT; which++)
            read_property(node, (enum known_property)which);
        fdt_is_enabled(node);
        fdt_read_phandle(node);
    }
}

static uint32_t usable_mask;

static void take_usable(unsigned int cpu, uint32_t usable)
{
    require(cpu < nr_cpu_ids && (usable & ~usable_mask) == 0, "a CPU's idle states");
}

static void read_idle_states(void)
{
    static struct idle_nodes nodes;

    idle_nodes_read(scanned, 1000000, &nodes);
    require(nodes.usable_count <= nodes.count && nodes.count <= MUSTER_IDLE_STATES_MAX,
            "the number of idle states");
    for (unsigned int i = 1; i < nodes.usable_count; i++)
        require(nodes.list[i - 1].state.min_residency_us <= nodes.list[i].state.min_residency_us,
                "the order of idle states");
    usable_mask = (uint32_t)((UINT64_C(1) << nodes.usable_count) - 1);
    idle_nodes_of_cpus(scanned, &nodes, take_usable);
}

static struct place places[NR_CPUS];

static struct place *place_of(unsigned int cpu)
{
    require(cpu < nr_cpu_ids, "a CPU's place");
    return &places[cpu];
}

static void read_cpu_map(void)
{
    if (!fdt_cpu_map_read(place_of))
        return;
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        require(places[cpu].package < nr_cpu_ids && places[cpu].cluster < nr_cpu_ids &&
                    places[cpu].core < nr_cpu_ids && places[cpu].thread < nr_cpu_ids,
                "a CPU's place counts more than there are CPUs");
}

void fdt_readers_run(const void *fdt, const struct fdt_scan *scan)
{
    tree = fdt;
    scanned = scan;
    nr_cpu_ids = number_cpus();
    set_up_percpu_areas();
    read_nodes();
    if (scan->has_idle_states)
        read_idle_states();
    read_cpu_map();
}
