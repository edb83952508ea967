/* SPDX-License-Identifier: MIT */
/* Gives the CPUs of the device tree their logical numbers, and finds out how each is started. */
#include "cpu/cpu_map.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/smp.h>
#include <muster/topology.h>

#include "arch/cpu.h"
#include "arch/el3.h"
#include "base/cpumask_set.h"
#include "base/image.h"
#include "base/mpidr_hash.h"
#include "base/printable.h"
#include "cpu/cpu_ops.h"
#include "devicetree/fdt_scan.h"

IMAGE_SYMBOL(const struct cpu_operations *const, cpu_ops_start, cpu_ops_start);
IMAGE_SYMBOL(const struct cpu_operations *const, cpu_ops_end, cpu_ops_end);

/* By logical number; add_cpu() writes an entry before it is read. The boot CPU writes it while no
 * other CPU runs; all CPUs read it afterwards. */
static struct {
    uint64_t hwid;
    const char *enable_method;
    const struct cpu_operations *ops;
    int node;
} cpus[NR_CPUS] __attribute__((section(".muster_uncleared")));

static unsigned int cpu_limit = NR_CPUS;  /* the option nr_cpus= */
static unsigned int boot_limit = NR_CPUS; /* the options maxcpus= and nosmp */

static int parse_nr_cpus(const char *value)
{
    unsigned int count;
    int error = muster_parse_u32(value, NR_CPUS, &count);
    if (error)
        return error;
    if (count == 0)
        return -EINVAL;
    cpu_limit = count;
    return 0;
}
MUSTER_EARLY_PARAM("nr_cpus", parse_nr_cpus);

static int parse_maxcpus(const char *value)
{
    unsigned int count;
    int error = muster_parse_u32(value, UINT32_MAX, &count);
    if (error)
        return error;
    boot_limit = count > 1 ? count : 1; /* 0 means nosmp, as in Linux */
    return 0;
}
MUSTER_EARLY_PARAM("maxcpus", parse_maxcpus);

static int parse_nosmp(const char *value)
{
    if (value)
        return -EINVAL;
    boot_limit = 1;
    return 0;
}
MUSTER_EARLY_PARAM("nosmp", parse_nosmp);

unsigned int cpu_map_boot_limit(void)
{
    return boot_limit;
}

static void add_cpu(unsigned int cpu, uint64_t hwid, const struct fdt_cpu *from)
{
    cpus[cpu].hwid = hwid;
    cpus[cpu].enable_method = from ? from->enable_method : NULL;
    cpus[cpu].node = from ? from->node : NUMA_NO_NODE;
    cpus[cpu].ops = NULL;
}

/* Returns true if a CPU of the tree can have a number; otherwise prints why not. */
static bool is_usable(const struct fdt_cpu *cpu)
{
    if (!cpu->enabled) {
        console_printf("muster: device tree: CPU entry %u has failed, by its status: ignored\n",
                       cpu->entry);
        return false;
    }
    if (!cpu->has_reg) {
        console_printf("muster: device tree: CPU entry %u has no reg: ignored\n", cpu->entry);
        return false;
    }
    if (cpu->reg & ~ARCH_HWID_MASK) {
        console_printf("muster: device tree: CPU entry %u: reg 0x%lx has bits that no MPIDR "
                       "affinity has: ignored\n",
                       cpu->entry, (unsigned long)cpu->reg);
        return false;
    }
    return true;
}

/* Returns the boot CPU's entry, or NULL. It is looked for first: without it, no other CPU of the
 * tree gets a number. */
static const struct fdt_cpu *find_boot_cpu(const struct fdt_scan *scan, uint64_t hwid)
{
    for (unsigned int i = 0; i < scan->cpu_count; i++)
        if (scan->cpus[i].has_reg && scan->cpus[i].reg == hwid)
            return &scan->cpus[i];
    return NULL;
}

/* Says which CPUs of the tree have no number for want of places. */
static void report_left_out(const struct fdt_scan *scan, unsigned int beyond_limit)
{
    if (scan->cpus_dropped)
        console_printf("muster: device tree: %u of %u CPU entries have failed, have no usable reg "
                       "or stand there twice: ignored\n",
                       scan->cpus_dropped, scan->cpu_entries);
    if (beyond_limit)
        console_printf("muster: nr_cpus=%u: %u more CPUs are not used\n", cpu_limit,
                       beyond_limit + scan->cpus_lost);
    else if (scan->cpus_lost)
        console_printf("muster: device tree: %u CPUs, this build holds NR_CPUS=%u: the others "
                       "are not used\n",
                       scan->cpu_count + scan->cpus_lost, NR_CPUS);
}

/* Numbers the CPUs of the tree after the boot CPU, in the tree's order. Returns the number of CPUs
 * that have a number. */
static unsigned int number_others(const struct fdt_scan *scan, const struct fdt_cpu *boot_cpu)
{
    unsigned int next = 1, beyond_limit = 0;

    for (unsigned int i = 0; i < scan->cpu_count; i++) {
        const struct fdt_cpu *cpu = &scan->cpus[i];
        if (cpu == boot_cpu || !is_usable(cpu))
            continue;
        if (next >= cpu_limit) {
            beyond_limit++;
            continue;
        }
        if (mpidr_hash_add(cpu->reg, next) != 0) {
            console_printf("muster: device tree: CPU entry %u: reg 0x%lx stands there twice: "
                           "ignored\n",
                           cpu->entry, (unsigned long)cpu->reg);
            continue;
        }
        add_cpu(next++, cpu->reg, cpu);
    }
    report_left_out(scan, beyond_limit);
    return next;
}

void cpu_map_init(const struct fdt_scan *scan)
{
    uint64_t boot_hwid = arch_hwid();
    const struct fdt_cpu *boot_cpu = find_boot_cpu(scan, boot_hwid);

    add_cpu(0, boot_hwid, boot_cpu);
    mpidr_hash_add(boot_hwid, 0);
    if (boot_cpu) {
        nr_cpu_ids = number_others(scan, boot_cpu);
    } else {
        console_printf("muster: device tree: the boot CPU (MPIDR 0x%lx) is not among its %u CPUs: "
                       "no other CPU is started\n",
                       (unsigned long)boot_hwid, scan->cpu_entries);
        nr_cpu_ids = 1;
    }
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        set_cpu_possible(cpu, true);
}

static const struct cpu_operations *find_ops(const char *enable_method)
{
    for (const struct cpu_operations *const *ops = cpu_ops_start; ops < cpu_ops_end; ops++)
        if (strcmp((*ops)->name, enable_method) == 0)
            return *ops;
    return NULL;
}

/* Finds the operations of @p cpu. Returns 0 if they can start it, or a negative errno. */
static int init_ops(unsigned int cpu)
{
    const char *method = cpus[cpu].enable_method;

    if (!method)
        return -ENOENT;
    /* Most trees give all CPUs the same method. */
    if (cpu > 1 && method == cpus[cpu - 1].enable_method)
        cpus[cpu].ops = cpus[cpu - 1].ops;
    else
        cpus[cpu].ops = find_ops(method);
    const struct cpu_operations *ops = cpus[cpu].ops;
    if (!ops)
        return -EOPNOTSUPP;
    int error = ops->init ? ops->init(cpu) : 0;
    if (!error && ops->prepare)
        error = ops->prepare(cpu);
    if (error)
        cpus[cpu].ops = NULL;
    return error;
}

/* The tree's methods are those of a firmware. There is none below a program that has entered at
 * EL3. */
static void replace_methods(const char *method)
{
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        cpus[cpu].enable_method = method;
}

void cpu_map_init_ops(void)
{
    char shown[PRINTABLE_BYTES];
    unsigned int first_failed = 0, failed = 0;

    if (arch_el3_is_ours())
        replace_methods(EL3_ENABLE_METHOD);
    /* CPU 0 needs them only if it goes down later; it is present whatever this returns */
    init_ops(0);
    set_cpu_present(0, true);
    for (unsigned int cpu = 1; cpu < NR_CPUS && cpu < nr_cpu_ids; cpu++) {
        if (init_ops(cpu) == 0) {
            set_cpu_present(cpu, true);
        } else if (failed++ == 0) {
            first_failed = cpu;
        }
    }
    if (failed)
        console_printf("muster: %u CPUs cannot be started, CPU %u (MPIDR 0x%lx) first: "
                       "enable-method \"%s\" %s\n",
                       failed, first_failed, (unsigned long)cpus[first_failed].hwid,
                       cpus[first_failed].enable_method
                           ? printable(cpus[first_failed].enable_method, shown)
                           : "",
                       cpus[first_failed].enable_method ? "has no firmware or driver behind it"
                                                        : "is missing from the device tree");
}

const struct cpu_operations *get_cpu_ops(unsigned int cpu)
{
    return cpu < nr_cpu_ids ? cpus[cpu].ops : NULL;
}

uint64_t cpu_logical_map(unsigned int cpu)
{
    return cpu < nr_cpu_ids ? cpus[cpu].hwid : INVALID_HWID;
}

int get_logical_index(uint64_t mpidr)
{
    return mpidr_hash_find(mpidr & ARCH_HWID_MASK);
}

int cpu_to_node(unsigned int cpu)
{
    return cpu < nr_cpu_ids ? cpus[cpu].node : NUMA_NO_NODE;
}
