/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_SCAN_H
#define MUSTER_RUNTIME_FDT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/cpumask.h>
#include <muster/linkage.h>

/*
 * What boot needs of the device tree, gathered in one pass over its structure block (Devicetree
 * Specification, chapter 5), since a look-up by libfdt walks from the start each time. Strings and
 * other pointers point into the tree. Memory, PSCI and devices count only when neither they nor a
 * node above them are disabled; no range is empty or wraps round.
 */

#define FDT_SCAN_MAX_MEMORY 32
#define FDT_SCAN_MAX_RESERVED 64
#define FDT_SCAN_MAX_DEVICES 16
#define FDT_SCAN_MAX_DEPTH 16 /* the root is at depth 1; a deeper tree is refused */
#define FDT_SCAN_MAX_COMPATIBLES 64

struct fdt_memory {
    uint64_t start_pa, size_bytes;
    int32_t node; /* numa-node-id or NUMA_NO_NODE */
};

struct fdt_reserved {
    uint64_t start_pa, size_bytes;
    bool no_map;
};

struct fdt_cpu {
    uint64_t reg;              /* as the tree says it; not checked */
    int32_t node;              /* numa-node-id or NUMA_NO_NODE */
    bool has_reg;              /* false also for a reg that is shorter than #address-cells */
    bool enabled;              /* status absent, "okay" or "ok" */
    const char *enable_method; /* NULL when the CPU has none and /cpus has none */
};

enum fdt_psci_method { FDT_PSCI_METHOD_NONE, FDT_PSCI_METHOD_HVC, FDT_PSCI_METHOD_SMC };

struct fdt_psci {
    bool present;
    enum fdt_psci_method method;
    bool has_standard_ids; /* compatible with arm,psci-0.2 or later: ids are DEN0022's */
    /* function ids, for arm,psci (0.1): 0 for one that the tree does not give */
    uint32_t cpu_suspend, cpu_off, cpu_on, migrate;
};

/* A node, outside /cpus, whose `compatible` is one that the caller asked for. */
struct fdt_device {
    unsigned int match;           /* index into the caller's list */
    int node_offset;              /* libfdt offset of the node */
    int path[FDT_SCAN_MAX_DEPTH]; /* offsets of its ancestors from the root, then itself */
    unsigned int depth;           /* how many entries path has */
};

struct fdt_scan {
    unsigned int memory_count, reserved_count, device_count;
    /* CPUs found; those from NR_CPUS on are counted but not kept in cpus[] */
    unsigned int cpu_count;
    /* ranges and devices that the arrays had no room for */
    unsigned int memory_lost, reserved_lost, devices_lost;
    struct fdt_psci psci;
    const char *stdout_path; /* NULL when /chosen has none */
    const char *bootargs;    /* NULL when /chosen has none */
    const uint8_t *rng_seed;
    size_t rng_seed_bytes;
    int aliases_offset; /* libfdt offset of /aliases, or -1 */
    /* libfdt offsets of /cpus and of its child idle-states: the latter -1 when there is none, and
     * then the former is not set */
    int cpus_offset, idle_states_offset;
    struct fdt_memory memory[FDT_SCAN_MAX_MEMORY];
    struct fdt_reserved reserved[FDT_SCAN_MAX_RESERVED];
    struct fdt_device devices[FDT_SCAN_MAX_DEVICES];
    struct fdt_cpu cpus[NR_CPUS];
};

/* Why a tree was refused: a sentence, and the offset in the structure block where. */
struct fdt_scan_error {
    const char *what;
    uint32_t offset_bytes;
};

/*
 * Reads the tree at @p fdt, whose header fdt_check_header() has accepted and whose totalsize bytes
 * are readable, into @p scan, which the caller has zeroed. @p compatibles is the list of devices
 * asked for, ended by NULL (the first FDT_SCAN_MAX_COMPATIBLES count).
 * Returns 0, or -EINVAL with @p error when the tree is damaged: nothing outside totalsize has been
 * read then, and what @p scan holds is not to be used.
 */
int fdt_scan(const void *fdt, const char *const *compatibles, struct fdt_scan *scan,
             struct fdt_scan_error *error) MUSTER_LINK_NAME(fdt_scan);

#endif
