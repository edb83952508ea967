/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_SCAN_H
#define MUSTER_RUNTIME_FDT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/cpumask.h>
#include <muster/linkage.h>

#include "arch/firmware.h"
#include "base/driver.h"

/*
 * Gathers everything that boot needs from the device tree in one pass over its structure block
 * (Devicetree Specification, chapter 5). One pass, because each look-up by libfdt walks from the
 * start of the tree.
 *
 * Strings and other pointers point into the tree. Memory, PSCI and devices are left out when their
 * node or a node above it is disabled. No range is empty or wraps round; ranges of one kind that
 * follow each other without a gap are one. The loader's initrd is a reserved range.
 *
 * A tree that is damaged in its structure is refused, and one of which the numbers of cells cannot
 * be: nothing that is read from such a tree is sure. Any other value that is wrong is left out, and
 * noted.
 */

/* At least twice what the trees of Linux 6.12 need, which have up to 50 reserved ranges. */
#define FDT_SCAN_MAX_MEMORY 128
#define FDT_SCAN_MAX_RESERVED 256
#define FDT_SCAN_MAX_USABLE 8
#define FDT_SCAN_MAX_UNPLACED 32
#define FDT_SCAN_MAX_DEVICES 64
#define FDT_SCAN_MAX_NOTES 16
#define FDT_SCAN_MAX_CONTROLLERS 256
/* #address-cells and #size-cells of a root node that does not have them (2.3.5). As in Linux, any
 * other node that does not have them has those of the nearest node above. */
#define FDT_DEFAULT_ADDRESS_CELLS 2
#define FDT_DEFAULT_SIZE_CELLS 1
#define FDT_SCAN_MAX_DEPTH 16 /* the root is at depth 1; a deeper tree is refused */

struct fdt_memory {
    uint64_t start_pa, size_bytes;
    int32_t node; /* numa-node-id or NUMA_NO_NODE */
};

struct fdt_reserved {
    uint64_t start_pa, size_bytes;
    bool no_map;
};

/* A part of memory to which a loader limits its kernel, as kexec does for a crash kernel. */
struct fdt_usable {
    uint64_t start_pa, size_bytes;
};

struct fdt_cpu {
    uint64_t reg;              /* as in the tree; not checked */
    int32_t node;              /* numa-node-id or NUMA_NO_NODE */
    bool has_reg;              /* false also when reg is shorter than #address-cells says */
    bool enabled;              /* false: its status says "fail" */
    const char *enable_method; /* NULL when the CPU has none and /cpus has none */
    unsigned int entry;        /* how many CPU nodes stand before it in the tree */
};

/* A node outside /cpus that has one of the `compatible` strings that the caller asked for. */
struct fdt_device {
    unsigned int match;           /* index into the table of drivers */
    int node_offset;              /* libfdt offset of the node */
    int path[FDT_SCAN_MAX_DEPTH]; /* libfdt offsets: root first, the node itself last */
    unsigned int depth;           /* how many entries path has */
};

/* A node outside /cpus to which interrupts can go: it has #interrupt-cells. Disabled ones count. */
struct fdt_controller {
    uint32_t phandle;
    int node_offset; /* libfdt offset of the node */
};

/* A value that was left out. */
struct fdt_note {
    int node_offset;      /* libfdt offset of the node */
    const char *property; /* the name of the property */
    const char *what;     /* what is wrong, and what happens then */
};

/* Everything that the pass has found. The counts say how many entries of the arrays are used. */
struct fdt_scan {
    unsigned int memory_count, reserved_count, device_count, controller_count, cpu_count;
    unsigned int cpu_entries; /* how many CPU nodes the tree has */
    /* When cpus[] is too small for all of them, it holds only usable ones, and always the boot
     * CPU's. Of the nodes that it does not hold, cpus_lost are usable, cpus_dropped are not. */
    unsigned int cpus_lost, cpus_dropped;
    unsigned int usable_count, usable_lost; /* of linux,usable-memory-range; memory[] is cut down */
    /* Of /reserved-memory: its numbers of cells, and its enabled children that have no reg. */
    uint32_t reserved_address_cells, reserved_size_cells;
    unsigned int unplaced_count, unplaced_lost;
    uint64_t initrd_start_pa, initrd_bytes; /* the loader's initrd; no bytes: there is none */
    bool has_idle_states;                   /* a CPU node has cpu-idle-states */
    /* Ranges, devices and controllers that were left out because an array was full. Of the devices,
     * serial ports are left out first; first_lost_offset is the node of one. */
    unsigned int memory_lost, reserved_lost, devices_lost, controllers_lost;
    int first_lost_offset;
    unsigned int note_count, notes_lost;
    struct fdt_psci psci;
    const char *compatible; /* of the root: strings, each ends in NUL; NULL when it has none */
    size_t compatible_bytes;
    const char *stdout_path; /* NULL when /chosen has none */
    const char *bootargs;    /* NULL when /chosen has none */
    const uint8_t *rng_seed;
    size_t rng_seed_bytes;
    int aliases_offset; /* libfdt offset of /aliases, or -1 */
    int cpus_offset;    /* libfdt offset of /cpus, or -1 */
    /* The arrays; what is behind the counts is not written. `memory` is the first of them. */
    struct fdt_memory memory[FDT_SCAN_MAX_MEMORY];
    struct fdt_reserved reserved[FDT_SCAN_MAX_RESERVED];
    struct fdt_usable usable[FDT_SCAN_MAX_USABLE];
    int unplaced[FDT_SCAN_MAX_UNPLACED]; /* libfdt offsets of the nodes */
    struct fdt_device devices[FDT_SCAN_MAX_DEVICES];
    struct fdt_controller controllers[FDT_SCAN_MAX_CONTROLLERS];
    struct fdt_note notes[FDT_SCAN_MAX_NOTES];
    struct fdt_cpu cpus[NR_CPUS];
};

/* Why a tree was refused: a sentence, and the place as an offset into the structure block. */
struct fdt_scan_error {
    const char *what;
    uint32_t offset_bytes;
};

/*
 * Reads the tree at @p fdt into @p scan. fdt_check_header() must have accepted the tree's header,
 * and its totalsize bytes must be readable. The devices to look for are those of the
 * @p driver_count drivers at @p drivers. The CPU with the hardware id @p boot_hwid is the one that
 * boots.
 *
 * Returns 0, or -EINVAL with @p error filled in when the tree is damaged. In that case nothing
 * outside totalsize has been read, and of @p scan only `compatible` may be used.
 */
int fdt_scan(const void *fdt, const struct driver *drivers, unsigned int driver_count,
             uint64_t boot_hwid, struct fdt_scan *scan, struct fdt_scan_error *error)
    MUSTER_LINK_NAME(fdt_scan);

#endif
