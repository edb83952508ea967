/* SPDX-License-Identifier: MIT */
/* Gathers what boot needs from the device tree; see fdt_scan.h. */
#include "devicetree/fdt_scan.h"

#include <libfdt.h>

#include <muster/topology.h>

#include "devicetree/fdt_compatible.h"
#include "devicetree/fdt_walk.h"

struct cells {
    uint32_t address, size;
};

/* The child of the root that the walk is in. */
enum section { SECTION_OTHER, SECTION_CPUS, SECTION_RESERVED };

struct scanner {
    struct fdt_scan *scan;
    struct fdt_wanted wanted;
    enum section section;
    struct cells root_cells, section_cells;
    const char *cpus_enable_method;
    unsigned int disabled_depth; /* depth of the disabled node that the walk is in or at, or 0 */
    struct fdt_walk walk;
};

static int read_node_id(struct scanner *s, int32_t *node)
{
    uint32_t number;
    int error;

    *node = NUMA_NO_NODE;
    if (!fdt_walk_property(&s->walk, PROP_NUMA_NODE_ID))
        return 0;
    error = fdt_walk_u32(&s->walk, PROP_NUMA_NODE_ID, &number);
    if (!error)
        *node = (int32_t)number;
    return error;
}

/* Reads #address-cells and #size-cells. Without them a node has the defaults of the specification
 * (2.3.5); it does not inherit its parent's. */
static int read_cells(struct scanner *s, struct cells *cells)
{
    int error;

    *cells = (struct cells){.address = 2, .size = 1};
    error = fdt_walk_u32(&s->walk, PROP_ADDRESS_CELLS, &cells->address);
    return error ? error : fdt_walk_u32(&s->walk, PROP_SIZE_CELLS, &cells->size);
}

static bool property_is(const struct scanner *s, enum known_property which, const char *text)
{
    const struct fdt_property *property = fdt_walk_property(&s->walk, which);

    return property && fdt_value_is(property, text);
}

static inline bool status_okay(const struct scanner *s)
{
    return !fdt_walk_property(&s->walk, PROP_STATUS) || property_is(s, PROP_STATUS, "okay") ||
           property_is(s, PROP_STATUS, "ok");
}

/* ---- memory ------------------------------------------------------------------------------ */

static void add_memory(struct fdt_scan *scan, uint64_t start_pa, uint64_t size_bytes, int32_t node)
{
    if (scan->memory_count == FDT_SCAN_MAX_MEMORY)
        scan->memory_lost++;
    else
        scan->memory[scan->memory_count++] = (struct fdt_memory){start_pa, size_bytes, node};
}

static void add_reserved(struct fdt_scan *scan, uint64_t start_pa, uint64_t size_bytes,
                         int32_t no_map)
{
    if (scan->reserved_count == FDT_SCAN_MAX_RESERVED)
        scan->reserved_lost++;
    else
        scan->reserved[scan->reserved_count++] =
            (struct fdt_reserved){start_pa, size_bytes, no_map != 0};
}

/* Calls @p add with each range of the node's reg and with @p extra. */
static int each_range(struct scanner *s, struct cells cells,
                      void (*add)(struct fdt_scan *, uint64_t, uint64_t, int32_t), int32_t extra)
{
    const struct fdt_property *reg = fdt_walk_property(&s->walk, PROP_REG);
    uint32_t range_bytes;

    if (!reg)
        return 0;
    if (cells.address < 1 || cells.address > 2 || cells.size < 1 || cells.size > 2)
        return fdt_walk_fail(&s->walk, "memory's addresses or sizes are not one or two cells long",
                             reg);
    range_bytes = (cells.address + cells.size) * 4;
    if (fdt_value_bytes(reg) % range_bytes != 0)
        return fdt_walk_fail(&s->walk, "memory's reg is not a whole number of ranges", reg);

    for (uint32_t at = 0; at < fdt_value_bytes(reg); at += range_bytes) {
        uint64_t start_pa = fdt_load_cells(reg->data + at, cells.address);
        uint64_t size_bytes = fdt_load_cells(reg->data + at + cells.address * 4, cells.size);

        if (size_bytes > UINT64_MAX - start_pa)
            return fdt_walk_fail(&s->walk, "a range of memory leaves the address space", reg);
        if (size_bytes > 0)
            add(s->scan, start_pa, size_bytes, extra);
    }
    return 0;
}

static int read_memory(struct scanner *s)
{
    int32_t node;
    int error = read_node_id(s, &node);

    return error ? error : each_range(s, s->root_cells, add_memory, node);
}

static int read_reserved(struct scanner *s)
{
    return each_range(s, s->section_cells, add_reserved,
                      fdt_walk_property(&s->walk, PROP_NO_MAP) != NULL);
}

/* Reads the memory reserve block (5.3): pairs of address and size, up to a pair of zeros. */
static int read_reserve_block(struct scanner *s, const void *fdt)
{
    size_t at = fdt_off_mem_rsvmap(fdt);

    if (at % 8 != 0)
        return fdt_walk_fail(&s->walk, "the memory reserve block is not at an 8-byte boundary",
                             s->walk.structure);
    for (; at + 16 <= fdt_totalsize(fdt); at += 16) {
        uint64_t start_pa = fdt_load_cells((const char *)fdt + at, 2);
        uint64_t size_bytes = fdt_load_cells((const char *)fdt + at + 8, 2);

        if (start_pa == 0 && size_bytes == 0)
            return 0;
        if (size_bytes > UINT64_MAX - start_pa)
            return fdt_walk_fail(&s->walk, "a reserved range leaves the address space",
                                 s->walk.structure);
        if (size_bytes > 0)
            add_reserved(s->scan, start_pa, size_bytes, false);
    }
    return fdt_walk_fail(&s->walk, "the memory reserve block leaves the tree", s->walk.structure);
}

/* ---- CPUs -------------------------------------------------------------------------------- */

/* The first four characters of a node's name as one number. The tree stores names in whole words,
 * so one big-endian load reads them. */
#define NAME_CPU 0x63707500u    /* "cpu" */
#define NAME_CPU_AT 0x63707540u /* "cpu@" */

static bool is_cpu(const struct scanner *s)
{
    uint32_t name = fdt_load_u32(s->walk.name);

    return name == NAME_CPU_AT || name == NAME_CPU || property_is(s, PROP_DEVICE_TYPE, "cpu");
}

static int read_cpu_reg(struct scanner *s, struct fdt_cpu *cpu)
{
    const struct fdt_property *reg = fdt_walk_property(&s->walk, PROP_REG);
    uint32_t cells = s->section_cells.address;

    cpu->has_reg = false;
    if (!reg)
        return 0;
    if (cells < 1 || cells > 2)
        return fdt_walk_fail(&s->walk, "#address-cells of /cpus is neither 1 nor 2", reg);
    if (fdt_value_bytes(reg) >= cells * 4) {
        cpu->has_reg = true;
        cpu->reg = fdt_load_cells(reg->data, cells);
    }
    return 0;
}

static int read_cpu(struct scanner *s)
{
    struct fdt_scan *scan = s->scan;
    struct fdt_cpu lost;
    struct fdt_cpu *cpu = scan->cpu_count < NR_CPUS ? &scan->cpus[scan->cpu_count] : &lost;
    int error = read_cpu_reg(s, cpu);

    scan->cpu_count++;
    cpu->enabled = status_okay(s);
    cpu->enable_method = s->cpus_enable_method;
    if (!error)
        error = read_node_id(s, &cpu->node);
    if (!error)
        error = fdt_walk_string(&s->walk, PROP_ENABLE_METHOD, &cpu->enable_method);
    return error;
}

/* Reads a node below /cpus: a CPU, or idle-states. On a large machine most nodes of the tree are
 * here, so every other node is skipped at once. */
static int read_below_cpus(struct scanner *s)
{
    if (s->walk.depth != 3)
        return 0;
    if (is_cpu(s))
        return read_cpu(s);
    if (fdt_text_is(s->walk.name, "idle-states")) {
        s->scan->cpus_offset = s->walk.path[1];
        s->scan->idle_states_offset = s->walk.path[2];
    }
    return 0;
}

/* ---- /chosen, PSCI and devices ----------------------------------------------------------- */

static int read_chosen(struct scanner *s)
{
    const struct fdt_property *seed = fdt_walk_property(&s->walk, PROP_RNG_SEED);
    int error = fdt_walk_string(&s->walk, PROP_LINUX_STDOUT_PATH, &s->scan->stdout_path);

    /* linux,stdout-path, the older name, counts only without stdout-path, which overwrites it */
    if (!error)
        error = fdt_walk_string(&s->walk, PROP_STDOUT_PATH, &s->scan->stdout_path);
    if (!error)
        error = fdt_walk_string(&s->walk, PROP_BOOTARGS, &s->scan->bootargs);
    if (seed) {
        s->scan->rng_seed = (const uint8_t *)seed->data;
        s->scan->rng_seed_bytes = fdt_value_bytes(seed);
    }
    return error;
}

static int read_psci(struct scanner *s, bool has_standard_ids)
{
    struct fdt_psci *psci = &s->scan->psci;
    int error;

    psci->present = true;
    psci->has_standard_ids = has_standard_ids;
    if (property_is(s, PROP_METHOD, "hvc"))
        psci->method = FDT_PSCI_METHOD_HVC;
    else if (property_is(s, PROP_METHOD, "smc"))
        psci->method = FDT_PSCI_METHOD_SMC;

    error = fdt_walk_u32(&s->walk, PROP_CPU_SUSPEND, &psci->cpu_suspend);
    if (!error)
        error = fdt_walk_u32(&s->walk, PROP_CPU_OFF, &psci->cpu_off);
    if (!error)
        error = fdt_walk_u32(&s->walk, PROP_CPU_ON, &psci->cpu_on);
    if (!error)
        error = fdt_walk_u32(&s->walk, PROP_MIGRATE, &psci->migrate);
    return error;
}

static void add_device(struct scanner *s, unsigned int match)
{
    struct fdt_scan *scan = s->scan;
    struct fdt_device *device = &scan->devices[scan->device_count];

    if (scan->device_count == FDT_SCAN_MAX_DEVICES) {
        scan->devices_lost++;
        return;
    }
    scan->device_count++;
    device->match = match;
    device->depth = s->walk.depth;
    for (unsigned int i = 0; i < device->depth; i++)
        device->path[i] = s->walk.path[i];
    device->node_offset = device->path[device->depth - 1];
}

static int read_compatible(struct scanner *s)
{
    const struct fdt_property *list = fdt_walk_property(&s->walk, PROP_COMPATIBLE);
    struct fdt_compatible found = {0};

    if (!list || !fdt_compatible(&s->wanted, list->data, fdt_value_bytes(list), &found))
        return 0;
    if (found.device)
        add_device(s, found.device_match);
    if (found.psci && !s->scan->psci.present)
        return read_psci(s, found.psci_standard_ids);
    return 0;
}

/* ---- nodes ------------------------------------------------------------------------------- */

static void note_status(struct scanner *s)
{
    if (s->walk.depth <= s->disabled_depth)
        s->disabled_depth = 0;
    if (s->disabled_depth == 0 && !status_okay(s))
        s->disabled_depth = s->walk.depth;
}

/* Notes which section a child of the root opens, and reads the child when it is of interest
 * itself. */
static int enter_section(struct scanner *s)
{
    int error;

    s->section = SECTION_OTHER;
    if (fdt_text_is(s->walk.name, "cpus")) {
        s->section = SECTION_CPUS;
        s->cpus_enable_method = NULL;
        error = fdt_walk_string(&s->walk, PROP_ENABLE_METHOD, &s->cpus_enable_method);
        return error ? error : read_cells(s, &s->section_cells);
    }
    if (fdt_text_is(s->walk.name, "reserved-memory")) {
        s->section = SECTION_RESERVED;
        return read_cells(s, &s->section_cells);
    }
    if (fdt_text_is(s->walk.name, "chosen"))
        return read_chosen(s);
    if (fdt_text_is(s->walk.name, "aliases"))
        s->scan->aliases_offset = s->walk.path[1];
    else if (s->disabled_depth == 0 && property_is(s, PROP_DEVICE_TYPE, "memory"))
        return read_memory(s);
    return 0;
}

static int visit_node(struct scanner *s)
{
    unsigned int depth = s->walk.depth;
    int error = 0;

    if (s->section == SECTION_CPUS && depth > 2)
        return read_below_cpus(s);

    note_status(s);
    if (depth == 1)
        error = read_cells(s, &s->root_cells);
    else if (depth == 2)
        error = enter_section(s);
    if (error || s->disabled_depth != 0)
        return error;
    if (s->section == SECTION_RESERVED && depth == 3)
        error = read_reserved(s);
    return error ? error : read_compatible(s);
}

int fdt_scan(const void *fdt, const struct driver *drivers, unsigned int driver_count,
             struct fdt_scan *scan, struct fdt_scan_error *error)
{
    struct scanner s;
    int found;

    s.scan = scan;
    s.section = SECTION_OTHER;
    s.disabled_depth = 0;
    scan->aliases_offset = scan->idle_states_offset = -1;
    fdt_wanted_init(&s.wanted, drivers, driver_count);
    found = fdt_walk_start(&s.walk, fdt, error);
    if (!found)
        found = read_reserve_block(&s, fdt);
    while (!found && (found = fdt_walk_next(&s.walk)) > 0)
        found = visit_node(&s);
    return found;
}
