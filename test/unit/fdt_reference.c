/* SPDX-License-Identifier: MIT */
#include "fdt_reference.h"

#include <libfdt.h>
#include <string.h>

#include <muster/topology.h>

static uint64_t number(const char *at, int cells)
{
    uint64_t value = 0;

    for (int i = 0; i < cells; i++)
        value = value << 32 | fdt32_ld((const fdt32_t *)at + i);
    return value;
}

static bool okay(const void *fdt, int node)
{
    const char *status = fdt_getprop(fdt, node, "status", NULL);

    return !status || !strcmp(status, "okay") || !strcmp(status, "ok");
}

static bool okay_with_ancestors(const void *fdt, int node)
{
    for (; node >= 0; node = fdt_parent_offset(fdt, node))
        if (!okay(fdt, node))
            return false;
    return true;
}

static int32_t node_id(const void *fdt, int node)
{
    const fdt32_t *id = fdt_getprop(fdt, node, "numa-node-id", NULL);

    return id ? (int32_t)fdt32_ld(id) : NUMA_NO_NODE;
}

static void find_memory(const void *fdt, struct fdt_scan *scan)
{
    int address_cells = fdt_address_cells(fdt, 0), size_cells = fdt_size_cells(fdt, 0), node, bytes;

    fdt_for_each_subnode (node, fdt, 0) {
        const char *type = fdt_getprop(fdt, node, "device_type", NULL);
        const char *reg = fdt_getprop(fdt, node, "reg", &bytes);

        if (!type || strcmp(type, "memory") != 0 || !reg || !okay(fdt, node))
            continue;
        for (const char *at = reg; at < reg + bytes; at += 4 * (address_cells + size_cells)) {
            struct fdt_memory memory = {.start_pa = number(at, address_cells),
                                        .size_bytes = number(at + 4 * address_cells, size_cells),
                                        .node = node_id(fdt, node)};
            struct fdt_memory *last =
                scan->memory_count ? &scan->memory[scan->memory_count - 1] : NULL;
            if (last && last->start_pa + last->size_bytes == memory.start_pa &&
                last->node == memory.node)
                last->size_bytes += memory.size_bytes;
            else if (memory.size_bytes)
                scan->memory[scan->memory_count++] = memory;
        }
    }
}

static void find_reserved(const void *fdt, struct fdt_scan *scan)
{
    int parent = fdt_path_offset(fdt, "/reserved-memory"), node, bytes;

    for (int i = 0; i < fdt_num_mem_rsv(fdt); i++) {
        struct fdt_reserved *reserved = &scan->reserved[scan->reserved_count++];

        fdt_get_mem_rsv(fdt, i, &reserved->start_pa, &reserved->size_bytes);
    }
    if (parent < 0)
        return;

    int address_cells = fdt_address_cells(fdt, parent), size_cells = fdt_size_cells(fdt, parent);
    fdt_for_each_subnode (node, fdt, parent) {
        const char *reg = fdt_getprop(fdt, node, "reg", &bytes);

        if (!reg || !okay(fdt, node))
            continue;
        for (const char *at = reg; at < reg + bytes; at += 4 * (address_cells + size_cells)) {
            struct fdt_reserved reserved = {.start_pa = number(at, address_cells),
                                            .size_bytes =
                                                number(at + 4 * address_cells, size_cells),
                                            .no_map = fdt_getprop(fdt, node, "no-map", NULL)};
            scan->reserved[scan->reserved_count++] = reserved;
        }
    }
}

static bool has_failed(const void *fdt, int node)
{
    const char *status = fdt_getprop(fdt, node, "status", NULL);

    return status && (!strcmp(status, "fail") || !strncmp(status, "fail-", 5));
}

static void find_cpus(const void *fdt, struct fdt_scan *scan)
{
    int parent = fdt_path_offset(fdt, "/cpus"), cells = fdt_address_cells(fdt, parent), node, bytes;

    fdt_for_each_subnode (node, fdt, parent) {
        const char *type = fdt_getprop(fdt, node, "device_type", NULL);
        const char *name = fdt_get_name(fdt, node, NULL);
        const char *reg = fdt_getprop(fdt, node, "reg", &bytes);
        struct fdt_cpu cpu = {.enabled = !has_failed(fdt, node), .node = node_id(fdt, node)};

        if (!(type && !strcmp(type, "cpu")) && strncmp(name, "cpu@", 4) != 0 &&
            strcmp(name, "cpu") != 0)
            continue;
        if (reg && bytes >= 4 * cells) {
            cpu.has_reg = true;
            cpu.reg = number(reg, cells);
        }
        cpu.enable_method = fdt_getprop(fdt, node, "enable-method", NULL);
        if (!cpu.enable_method)
            cpu.enable_method = fdt_getprop(fdt, parent, "enable-method", NULL);
        if (scan->cpu_count < NR_CPUS)
            scan->cpus[scan->cpu_count] = cpu;
        scan->cpu_count++;
        scan->cpu_entries++;
    }
}

static uint32_t id(const void *fdt, int node, const char *name)
{
    const fdt32_t *value = fdt_getprop(fdt, node, name, NULL);

    return value ? fdt32_ld(value) : 0;
}

static void find_psci(const void *fdt, struct fdt_scan *scan)
{
    for (int node = 0; node >= 0; node = fdt_next_node(fdt, node, NULL)) {
        bool standard = fdt_node_check_compatible(fdt, node, "arm,psci-0.2") == 0 ||
                        fdt_node_check_compatible(fdt, node, "arm,psci-1.0") == 0;
        const char *method = fdt_getprop(fdt, node, "method", NULL);

        if ((!standard && fdt_node_check_compatible(fdt, node, "arm,psci") != 0) ||
            !okay_with_ancestors(fdt, node))
            continue;
        scan->psci.present = true;
        scan->psci.has_standard_ids = standard;
        if (method && !strcmp(method, "hvc"))
            scan->psci.method = FDT_PSCI_METHOD_HVC;
        if (method && !strcmp(method, "smc"))
            scan->psci.method = FDT_PSCI_METHOD_SMC;
        scan->psci.cpu_suspend = id(fdt, node, "cpu_suspend");
        scan->psci.cpu_off = id(fdt, node, "cpu_off");
        scan->psci.cpu_on = id(fdt, node, "cpu_on");
        scan->psci.migrate = id(fdt, node, "migrate");
        return;
    }
}

/* Returns the index of the node's first string that is in the list, or -1. */
static int match(const void *fdt, int node, const char *const *compatibles)
{
    for (int i = 0; i < fdt_stringlist_count(fdt, node, "compatible"); i++) {
        const char *string = fdt_stringlist_get(fdt, node, "compatible", i, NULL);

        for (int j = 0; compatibles[j]; j++)
            if (!strcmp(string, compatibles[j]))
                return j;
    }
    return -1;
}

static void find_devices(const void *fdt, const char *const *compatibles, struct fdt_scan *scan)
{
    int cpus = fdt_path_offset(fdt, "/cpus");

    for (int node = 0; node >= 0; node = fdt_next_node(fdt, node, NULL)) {
        int found = match(fdt, node, compatibles), depth = fdt_node_depth(fdt, node);
        struct fdt_device *device = &scan->devices[scan->device_count];

        if (found < 0 || !okay_with_ancestors(fdt, node) ||
            (cpus >= 0 && depth >= 1 && fdt_supernode_atdepth_offset(fdt, node, 1, NULL) == cpus))
            continue;
        scan->device_count++;
        device->match = (unsigned int)found;
        device->node_offset = node;
        device->depth = (unsigned int)depth + 1;
        for (int i = 0; i <= depth; i++)
            device->path[i] = fdt_supernode_atdepth_offset(fdt, node, i, NULL);
    }
}

static void find_chosen(const void *fdt, struct fdt_scan *scan)
{
    int chosen = fdt_path_offset(fdt, "/chosen"), aliases = fdt_path_offset(fdt, "/aliases");
    int bytes = 0;

    scan->aliases_offset = aliases < 0 ? -1 : aliases;
    scan->cpus_offset = fdt_path_offset(fdt, "/cpus");
    if (scan->cpus_offset < 0)
        scan->cpus_offset = -1;
    int cpu;
    fdt_for_each_subnode (cpu, fdt, scan->cpus_offset)
        scan->has_idle_states |= fdt_getprop(fdt, cpu, "cpu-idle-states", NULL) != NULL;
    if (chosen < 0)
        return;
    scan->stdout_path = fdt_getprop(fdt, chosen, "stdout-path", NULL);
    if (!scan->stdout_path)
        scan->stdout_path = fdt_getprop(fdt, chosen, "linux,stdout-path", NULL);
    scan->bootargs = fdt_getprop(fdt, chosen, "bootargs", NULL);
    scan->rng_seed = fdt_getprop(fdt, chosen, "rng-seed", &bytes);
    scan->rng_seed_bytes = scan->rng_seed ? (size_t)bytes : 0;
}

void fdt_reference(const void *fdt, const char *const *compatibles, struct fdt_scan *scan)
{
    find_memory(fdt, scan);
    find_reserved(fdt, scan);
    find_cpus(fdt, scan);
    find_psci(fdt, scan);
    find_devices(fdt, compatibles, scan);
    find_chosen(fdt, scan);
}
