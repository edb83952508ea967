/* SPDX-License-Identifier: MIT */
/* Gathers the CPUs of the device tree; see fdt_scan.h. */
#include <string.h>

#include "arch/cpu.h"
#include "devicetree/fdt_scanner.h"

/* The first four characters of a node's name as one number. The tree stores names in whole words,
 * so one big-endian load reads them. */
#define NAME_CPU 0x63707500u    /* "cpu" */
#define NAME_CPU_AT 0x63707540u /* "cpu@" */

/* The status of a CPU that has failed; what stands behind the prefix says why (2.3.4). */
#define FAILED "fail"
#define FAILED_PREFIX "fail-"

static bool is_cpu(const struct scanner *s)
{
    uint32_t name = fdt_load_u32(s->walk.name);

    return name == NAME_CPU_AT || name == NAME_CPU || property_is(s, PROP_DEVICE_TYPE, "cpu");
}

static void read_cpu_reg(struct scanner *s, struct fdt_cpu *cpu)
{
    const struct fdt_property *reg = fdt_walk_property(&s->walk, PROP_REG);
    uint32_t cells = s->section_cells.address;

    cpu->has_reg = reg && cells >= 1 && cells <= 2 && fdt_value_bytes(reg) >= cells * 4;
    if (cpu->has_reg)
        cpu->reg = fdt_load_cells(reg->data, cells);
}

static bool is_in_cpus(const struct fdt_scan *scan, uint64_t reg)
{
    for (unsigned int i = 0; i < scan->cpu_count; i++)
        if (scan->cpus[i].reg == reg)
            return true;
    return false;
}

/* Returns true if the entry can get a number and cpus[] does not hold it yet. The boot CPU can even
 * if its status says otherwise, since it runs. */
static bool is_usable(const struct scanner *s, const struct fdt_cpu *cpu)
{
    return cpu->has_reg && !(cpu->reg & ~ARCH_HWID_MASK) &&
           (cpu->enabled || cpu->reg == s->boot_hwid) && !is_in_cpus(s->scan, cpu->reg);
}

/* Adds an entry that counts among NR_CPUS. The boot CPU's takes the last place if none is left. */
static void add_usable(struct scanner *s, const struct fdt_cpu *cpu)
{
    struct fdt_scan *scan = s->scan;

    if (!is_usable(s, cpu)) {
        scan->cpus_dropped++;
    } else if (scan->cpu_count < NR_CPUS) {
        scan->cpus[scan->cpu_count++] = *cpu;
    } else {
        scan->cpus_lost++;
        if (cpu->reg == s->boot_hwid)
            scan->cpus[NR_CPUS - 1] = *cpu;
    }
}

/* Takes the unusable entries out of cpus[], which is full. From now on only usable ones enter. */
static void drop_unusable(struct scanner *s)
{
    s->cpus_room = 0;
    s->scan->cpu_count = 0;
    for (unsigned int i = 0; i < NR_CPUS; i++) {
        const struct fdt_cpu cpu = s->scan->cpus[i];
        add_usable(s, &cpu);
    }
}

/* Returns true if the CPU is not operational or does not exist, by its status. A CPU that is
 * "disabled" only waits to be started by its enable-method (Specification 3.8.1), as in Linux. */
static bool has_failed(const struct scanner *s)
{
    const struct fdt_property *status = fdt_walk_property(&s->walk, PROP_STATUS);
    const size_t prefix_bytes = sizeof(FAILED_PREFIX) - 1;

    if (!status)
        return false;
    return fdt_value_is(status, FAILED) || (fdt_value_bytes(status) > prefix_bytes &&
                                            memcmp(status->data, FAILED_PREFIX, prefix_bytes) == 0);
}

/* Reads the CPU node that the walk is at. */
static inline __attribute__((always_inline)) void fill_in(struct scanner *s, struct fdt_cpu *cpu)
{
    read_cpu_reg(s, cpu);
    cpu->enabled = !has_failed(s);
    cpu->enable_method = s->cpus_enable_method;
    cpu->entry = s->scan->cpu_entries++;
    s->scan->has_idle_states |= fdt_walk_property(&s->walk, PROP_CPU_IDLE_STATES) != NULL;
    cpu->node = scan_node_id(s);
    scan_string(s, PROP_ENABLE_METHOD, &cpu->enable_method);
}

/* Reads a CPU when cpus[] is full, or has been. */
static __attribute__((noinline)) void read_further_cpu(struct scanner *s)
{
    struct fdt_cpu cpu;

    fill_in(s, &cpu);
    if (s->cpus_room)
        drop_unusable(s);
    add_usable(s, &cpu);
}

static void read_cpu(struct scanner *s)
{
    struct fdt_scan *scan = s->scan;

    if (scan->cpu_count >= s->cpus_room)
        read_further_cpu(s);
    else
        fill_in(s, &scan->cpus[scan->cpu_count++]);
}

void scan_child_of_cpus(struct scanner *s)
{
    if (is_cpu(s))
        read_cpu(s);
}
