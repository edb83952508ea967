/* SPDX-License-Identifier: MIT */
/* Allocates and maps each CPU's stacks, per-CPU variables and TLS block; see percpu_areas.h. */
#include <muster/percpu.h>

#include <string.h>

#include <muster/panic.h>
#include <muster/topology.h>

#include "arch/cpu.h"
#include "arch/mmu.h"
#include "base/image.h"
#include "cpu/percpu_areas.h"
#include "cpu/stack_size.h"
#include "memory/memory.h"

/* Linux's number (include/uapi/linux/magic.h), so that people recognise it in a dump. */
#define STACK_END_MAGIC UINT64_C(0x57ac6e9d)

/* Offsets and sizes in a CPU's memory, the same for all CPUs. percpu_allocate() sets them. */
static struct {
    size_t thread_pointer_bytes;     /* offset in the area, behind the per-CPU variables */
    size_t tls_bytes, tls_end_bytes; /* offsets in the area: TLS block, behind the libc's words */
    size_t area_bytes;               /* size of the area, in whole pages */
    size_t below_bytes;              /* size of stacks and guards below the area */
    size_t stack_bytes;
    size_t irq_guard_bytes, guard_bytes; /* what is never mapped below the IRQ stack, the stack */
    size_t align_bytes;                  /* the area begins at a multiple of this: a page or more */
} layout;

/* Runs of CPUs that have their memory side by side: the CPUs of one node, in order. Each run is
 * mapped as a whole. */
#define MAX_RUNS 32
struct run {
    uintptr_t start_pa;
    unsigned int cpus;
    int node;
};
static struct run runs[MAX_RUNS];
static unsigned int run_count;

static size_t round_up(size_t value, size_t to)
{
    return (value + to - 1) / to * to;
}

static size_t unit_bytes(void)
{
    return round_up(layout.below_bytes + layout.area_bytes, layout.align_bytes);
}

static uintptr_t area_pa(unsigned int cpu)
{
    return (uintptr_t)percpu_start + __per_cpu_offset[cpu];
}

uintptr_t cpu_stack_top(unsigned int cpu)
{
    return area_pa(cpu);
}

static uintptr_t stack_bottom(unsigned int cpu)
{
    return area_pa(cpu) - layout.stack_bytes;
}

uintptr_t cpu_exception_stack_top(unsigned int cpu)
{
    return stack_bottom(cpu) - layout.guard_bytes;
}

uintptr_t cpu_thread_pointer(unsigned int cpu)
{
    return area_pa(cpu) + layout.thread_pointer_bytes;
}

/* Returns the size of the exception stack and the IRQ stack right below it. */
static size_t exception_block_bytes(void)
{
    return image_sizes.exception_stack_bytes + image_sizes.irq_stack_bytes;
}

/* Handlers are short functions. */
#define MAX_IRQ_GUARD_BYTES ((size_t)65536)

/*
 * Returns how much is left unmapped below a stack. A function with a larger frame may write beyond
 * it, unless its compiler probes the stack. So this is up to 1 MiB, if all guards together take
 * little of the RAM.
 */
static size_t choose_guard_bytes(void)
{
    const size_t most_bytes = 1 << 20, parts_of_ram = 127;
    size_t share = memory_free_bytes() / (parts_of_ram * nr_cpu_ids);

    if (share > most_bytes)
        return most_bytes;
    return share < ARCH_PAGE_BYTES ? ARCH_PAGE_BYTES : share & ~(size_t)(ARCH_PAGE_BYTES - 1);
}

static size_t larger_of(size_t one, size_t other)
{
    return one > other ? one : other;
}

static void measure_layout(void)
{
    size_t tls_align = image_sizes.tls_align_bytes;
    size_t align = larger_of(tls_align, MUSTER_CACHE_LINE_BYTES);

    layout.align_bytes =
        larger_of(ARCH_PAGE_BYTES, larger_of(tls_align, image_sizes.percpu_align_bytes));
    layout.thread_pointer_bytes = round_up((size_t)(percpu_end - percpu_start), align);
    layout.tls_bytes = layout.thread_pointer_bytes + arch_tls_offset_bytes(tls_align);
    layout.tls_end_bytes = layout.tls_bytes + round_up(image_sizes.tls_bytes, sizeof(uint64_t));
    layout.area_bytes = round_up(layout.tls_end_bytes, ARCH_PAGE_BYTES);
    layout.stack_bytes = stack_size();
    layout.guard_bytes = choose_guard_bytes();
    layout.irq_guard_bytes =
        layout.guard_bytes < MAX_IRQ_GUARD_BYTES ? layout.guard_bytes : MAX_IRQ_GUARD_BYTES;
    layout.below_bytes =
        layout.irq_guard_bytes + exception_block_bytes() + layout.guard_bytes + layout.stack_bytes;
}

/* Allocates memory for the @p count CPUs of @p node. */
static void allocate_run(unsigned int count, int node)
{
    /* There may be a gap before the first CPU's memory, which is less than the alignment. */
    size_t bytes = count * unit_bytes() + layout.align_bytes - ARCH_PAGE_BYTES;
    uintptr_t pa = memory_allocate(bytes, node);
    if (!pa || run_count == MAX_RUNS)
        panic("memory: no room for the stacks and per-CPU areas of %u CPUs of node %d: %lu bytes",
              count, node, (unsigned long)bytes);
    memory_exclude(pa, bytes);
    uintptr_t area = round_up(pa + layout.below_bytes, layout.align_bytes);
    runs[run_count++] =
        (struct run){.start_pa = area - layout.below_bytes, .cpus = count, .node = node};
}

static bool has_run(int node)
{
    for (unsigned int run = 0; run < run_count; run++)
        if (runs[run].node == node)
            return true;
    return false;
}

static unsigned int count_cpus_on(int node)
{
    unsigned int count = 0;
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        count += cpu_to_node(cpu) == node;
    return count;
}

size_t percpu_allocate(void)
{
    size_t tables = 0;

    measure_layout();
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
        int node = cpu_to_node(cpu);
        if (!has_run(node))
            allocate_run(count_cpus_on(node), node);
    }
    for (unsigned int run = 0; run < run_count; run++)
        tables += arch_map_tables_for(runs[run].start_pa, runs[run].cpus * unit_bytes());
    return tables;
}

static void map_run(const struct run *run)
{
    uintptr_t pa = run->start_pa;

    for (unsigned int count = run->cpus; count; count--, pa += unit_bytes()) {
        uintptr_t irq_stack = pa + layout.irq_guard_bytes;
        uintptr_t stack = irq_stack + exception_block_bytes() + layout.guard_bytes;
        int error = arch_map(irq_stack, exception_block_bytes(), ARCH_MAP_RAM);
        if (!error)
            error = arch_map(stack, layout.stack_bytes + layout.area_bytes, ARCH_MAP_RAM);
        if (error)
            panic("memory: cannot map a CPU's stacks at 0x%lx: error %d", (unsigned long)pa, error);
    }
}

struct line {
    uint64_t words[MUSTER_CACHE_LINE_BYTES / sizeof(uint64_t)];
};

/*
 * Initialises a CPU's area from the templates, a cache line at a time. The memcpy and memset of a
 * libc that is built for size take an instruction for each byte, and there may be 512 areas.
 */
static void init_area(uintptr_t area)
{
    const struct line *from = (const void *)percpu_start,
                      *copied_end = (const void *)percpu_copied_end;
    struct line *to_line = (struct line *)area;

    while (from < copied_end)
        *to_line++ = *from++;
    const uint64_t *end = (const uint64_t *)(area + layout.tls_end_bytes);
    for (uint64_t *to = (uint64_t *)(area + layout.thread_pointer_bytes); to < end; to++)
        *to = 0;
    size_t tdata_bytes = (size_t)(tdata_end - tdata_start);
    if (tdata_bytes)
        memcpy((void *)(area + layout.tls_bytes), tdata_start, tdata_bytes);
}

/* Initialises the areas of a run. The CPUs' offsets are set only then: until a CPU has an area, a
 * panic finds the templates at its offset, which is 0. */
static void init_run(const struct run *run)
{
    uintptr_t area = run->start_pa + layout.below_bytes;

    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
        if (cpu_to_node(cpu) != run->node)
            continue;
        init_area(area);
        __per_cpu_offset[cpu] = area - (uintptr_t)percpu_start;
        area += unit_bytes();
    }
}

void setup_per_cpu_areas(void)
{
    for (unsigned int run = 0; run < run_count; run++)
        map_run(&runs[run]);
    arch_map_commit();
    for (unsigned int run = 0; run < run_count; run++)
        init_run(&runs[run]);
    arch_set_percpu_offset(__per_cpu_offset[0]);
    arch_set_thread_pointer(cpu_thread_pointer(0));
}

void set_stack_end_magic(unsigned int cpu)
{
    *(uint64_t *)stack_bottom(cpu) = STACK_END_MAGIC;
}

bool stack_end_is_intact(unsigned int cpu)
{
    return *(uint64_t *)stack_bottom(cpu) == STACK_END_MAGIC;
}

/* Returns true if @p address is in the @p guard_bytes below @p stack. */
static bool is_below(uintptr_t address, uintptr_t stack, size_t guard_bytes)
{
    return address < stack && stack - address <= guard_bytes;
}

size_t stack_guard_owner(uintptr_t address, unsigned int *cpu)
{
    for (unsigned int i = 0; i < nr_cpu_ids; i++) {
        if (!__per_cpu_offset[i])
            continue;
        *cpu = i;
        if (is_below(address, stack_bottom(i), layout.guard_bytes))
            return layout.stack_bytes;
        if (is_below(address, cpu_exception_stack_top(i) - exception_block_bytes(),
                     layout.irq_guard_bytes))
            return image_sizes.irq_stack_bytes;
    }
    *cpu = 0;
    return is_below(address, (uintptr_t)init_stack_guard + ARCH_PAGE_BYTES, ARCH_PAGE_BYTES) ||
                   is_below(address, (uintptr_t)init_exception_stack_guard + ARCH_PAGE_BYTES,
                            ARCH_PAGE_BYTES)
               ? ARCH_PAGE_BYTES
               : 0;
}
