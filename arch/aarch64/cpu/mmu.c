/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "aarch64/cpu/cache_lines.h"
#include "aarch64/cpu/id_override.h"
#include "aarch64/cpu/image_layout.h"
#include "aarch64/cpu/sysreg.h"
#include "arch/cpu.h"
#include "arch/mmu.h"

/*
 * Builds the identity map, and windows to the memory from address 0 on:
 * 4 KiB pages, four levels, 48-bit addresses (Arm ARM D8.2).
 *
 * There is one set of tables for all CPUs. Entries are only added: an entry goes from invalid to
 * valid and never changes again. So break-before-make is never needed, and no TLB ever holds an old
 * entry (D8.14: invalid entries are not cached). Only arch_unmap_page() takes an entry back, with
 * what that needs, while the boot CPU is alone. The image is mapped with its final permissions
 * from the start.
 *
 * map_image() runs with the MMU off, so this file uses no atomic operation and no function of libc.
 */

#define ENTRIES 512
#define PAGE_SHIFT 12
#define LEVEL_BITS 9
#define LAST_LEVEL 3
#define FIRST_BLOCK_LEVEL 1 /* blocks of 1 GiB; level 0 has none */

#define DESC_VALID (UINT64_C(1) << 0)
#define DESC_TABLE_OR_PAGE (UINT64_C(1) << 1)
#define DESC_ATTR_INDEX(index) ((uint64_t)(index) << 2)
#define DESC_AP_READ_ONLY (UINT64_C(1) << 7)
#define DESC_SH_INNER (UINT64_C(3) << 8)
#define DESC_AF (UINT64_C(1) << 10)
#define DESC_PXN (UINT64_C(1) << 53)
#define DESC_UXN (UINT64_C(1) << 54)
#define DESC_ADDRESS UINT64_C(0x0000fffffffff000)

#define DESC_NORMAL (DESC_VALID | DESC_AF | DESC_SH_INNER | DESC_ATTR_INDEX(MAIR_INDEX_NORMAL))

static const uint64_t leaf_attributes[] = {
    [ARCH_MAP_RAM] = DESC_NORMAL | DESC_PXN | DESC_UXN,
    [ARCH_MAP_RODATA] = DESC_NORMAL | DESC_AP_READ_ONLY | DESC_PXN | DESC_UXN,
    [ARCH_MAP_TEXT] = DESC_NORMAL | DESC_AP_READ_ONLY | DESC_UXN,
    [ARCH_MAP_DEVICE] =
        DESC_VALID | DESC_AF | DESC_ATTR_INDEX(MAIR_INDEX_DEVICE) | DESC_PXN | DESC_UXN,
};

/* The first page tables. They are enough for the image, the device tree, the early console and the
 * RAM in which memory_map() puts more tables. */
#define INITIAL_TABLES 16
static uint64_t initial_tables[INITIAL_TABLES][ENTRIES]
    __attribute__((section(".muster_page_tables"), aligned(ARCH_PAGE_BYTES)));

uint64_t root_table[ENTRIES] MUSTER_LINK_NAME(root_table)
    __attribute__((section(".muster_page_tables"), aligned(ARCH_PAGE_BYTES)));

/* Tables that are not in use yet. arch_map_add_tables() replaces the range, whatever is left of the
 * old one. In .data, since it is written before .bss is cleared. */
static struct {
    uintptr_t next, end;
} free_tables __attribute__((section(".data")));

/* The last-level table that was written last. Most mappings lie in the same table as the one
 * before. */
static struct {
    uintptr_t number; /* which 2 MiB it maps: their address divided by 2 MiB */
    uint64_t *table;
} last_level __attribute__((section(".data")));

static unsigned int pa_bits __attribute__((section(".data")));

static void clear_table(uint64_t *table)
{
    for (unsigned int i = 0; i < ENTRIES; i += 16) {
#pragma GCC unroll 16
        for (unsigned int j = 0; j < 16; j++)
            table[i + j] = 0;
    }
}

static uint64_t *allocate_table(void)
{
    if (free_tables.next >= free_tables.end)
        return NULL;
    uint64_t *table = (uint64_t *)free_tables.next;
    free_tables.next += ARCH_PAGE_BYTES;
    clear_table(table);
    return table;
}

static unsigned int level_shift(unsigned int level)
{
    return PAGE_SHIFT + LEVEL_BITS * (LAST_LEVEL - level);
}

static bool is_table(uint64_t entry, unsigned int level)
{
    return level < LAST_LEVEL &&
           (entry & (DESC_VALID | DESC_TABLE_OR_PAGE)) == (DESC_VALID | DESC_TABLE_OR_PAGE);
}

struct map_request {
    uint64_t attributes; /* what an entry has besides the virtual address that it is for */
    bool again;          /* an existing entry with the same attributes is no error */
};

/*
 * Fills @p count consecutive entries, from @p entry on, with descriptors that are @p step bytes
 * apart. Stops at an entry that is in use. Returns how many it has filled.
 *
 * Most of the time for a map is spent here, and most entries are empty: eight are looked at and
 * filled at a time.
 */
static size_t fill_empty(uint64_t *entry, size_t count, uint64_t descriptor, uint64_t step)
{
    size_t filled = 0;

    for (; count - filled >= 8; filled += 8, entry += 8, descriptor += 8 * step) {
        if (entry[0] | entry[1] | entry[2] | entry[3] | entry[4] | entry[5] | entry[6] | entry[7])
            break;
            /* in pairs, for STP */
#pragma GCC unroll 4
        for (unsigned int i = 0; i < 8; i += 2) {
            const uint64_t first = descriptor + i * step, second = first + step;
            entry[i] = first;
            entry[i + 1] = second;
        }
    }
    for (; filled < count && !*entry; filled++, entry++, descriptor += step)
        *entry = descriptor;
    return filled;
}

/* Fills consecutive entries of a last-level table. */
static int map_pages(uint64_t *table, uintptr_t va, uintptr_t end,
                     const struct map_request *request)
{
    uint64_t attributes = request->attributes + DESC_TABLE_OR_PAGE;

    for (;;) {
        uint64_t *entry = &table[(va >> PAGE_SHIFT) % ENTRIES];
        size_t filled =
            fill_empty(entry, (end - va) >> PAGE_SHIFT, va + attributes, ARCH_PAGE_BYTES);

        va += filled << PAGE_SHIFT;
        if (va == end)
            return 0;
        if (!request->again || entry[filled] != va + attributes)
            return -EEXIST;
        va += ARCH_PAGE_BYTES;
        if (va == end)
            return 0;
    }
}

/* Maps as much of [va, end) as whole blocks of a table's consecutive empty entries can. Returns how
 * many bytes that is. */
static uintptr_t map_blocks(uint64_t *table, unsigned int level, uintptr_t va, uintptr_t end,
                            const struct map_request *request)
{
    unsigned int shift = level_shift(level);
    size_t index = (va >> shift) % ENTRIES, blocks = (end - va) >> shift;

    if (level < FIRST_BLOCK_LEVEL || va & (((uintptr_t)1 << shift) - 1))
        return 0;
    if (blocks > ENTRIES - index)
        blocks = ENTRIES - index;
    return fill_empty(&table[index], blocks, va + request->attributes, (uint64_t)1 << shift)
           << shift;
}

static int map_level(uint64_t *table, unsigned int level, uintptr_t va, uintptr_t end,
                     const struct map_request *request)
{
    if (level == LAST_LEVEL) {
        last_level.number = va >> level_shift(LAST_LEVEL - 1);
        last_level.table = table;
        return map_pages(table, va, end, request);
    }

    unsigned int shift = level_shift(level);
    uintptr_t block_bytes = (uintptr_t)1 << shift;

    while ((va += map_blocks(table, level, va, end, request)) < end) {
        uint64_t *entry = &table[(va >> shift) % ENTRIES];
        uint64_t block = (va & ~(block_bytes - 1)) + request->attributes;
        uintptr_t next = (va | (block_bytes - 1)) + 1;
        if (next > end)
            next = end;

        if (*entry && !is_table(*entry, level)) {
            if (!request->again || *entry != block)
                return -EEXIST;
            va = next;
            continue;
        }
        if (!*entry) {
            uint64_t *sub_table = allocate_table();
            if (!sub_table)
                return -ENOMEM;
            /* Table walks see the cleared table before the entry that leads to it; the partner is
             * the address dependency of the walk. */
            arch_smp_wmb();
            *entry = (uintptr_t)sub_table | DESC_VALID | DESC_TABLE_OR_PAGE;
        }
        int error = map_level((uint64_t *)(*entry & DESC_ADDRESS), level + 1, va, next, request);
        if (error)
            return error;
        va = next;
    }
    return 0;
}

static int map(uintptr_t pa, size_t size_bytes, enum arch_map_type type, bool again)
{
    const struct map_request request = {.attributes = leaf_attributes[type], .again = again};

    if (pa < ARCH_PAGE_BYTES || size_bytes == 0 || (pa | size_bytes) % ARCH_PAGE_BYTES ||
        pa + size_bytes < pa || (pa + size_bytes - 1) >> pa_bits)
        return -EINVAL;
    const unsigned int shift = level_shift(LAST_LEVEL - 1);
    if (last_level.table && pa >> shift == last_level.number &&
        (pa + size_bytes - 1) >> shift == last_level.number)
        return map_pages(last_level.table, pa, pa + size_bytes, &request);
    return map_level(root_table, 0, pa, pa + size_bytes, &request);
}

int arch_map(uintptr_t pa, size_t size_bytes, enum arch_map_type type)
{
    return map(pa, size_bytes, type, false);
}

int arch_map_again(uintptr_t pa, size_t size_bytes, enum arch_map_type type)
{
    return map(pa, size_bytes, type, true);
}

int arch_map_low(size_t size_bytes, enum arch_map_type type)
{
    const uintptr_t va = arch_low_address(0, type);
    const struct map_request request = {.attributes = leaf_attributes[type] - va, .again = true};

    if (size_bytes == 0 || size_bytes % ARCH_PAGE_BYTES || size_bytes > ARCH_LOW_WINDOW_BYTES)
        return -EINVAL;
    return map_level(root_table, 0, va, va + size_bytes, &request);
}

void arch_unmap_page(uintptr_t pa)
{
    uint64_t *table = root_table;

    for (unsigned int level = 0; level < LAST_LEVEL; level++)
        table = (uint64_t *)(table[(pa >> level_shift(level)) % ENTRIES] & DESC_ADDRESS);
    table[(pa >> PAGE_SHIFT) % ENTRIES] = 0;
    /* The entry is invalid for walks, then the TLB of this CPU, which is alone, forgets it, then
     * the CPU goes on (Arm ARM D8.14.1). */
    __asm__ volatile("dsb ishst\n\ttlbi vaae1, %0\n\tdsb ish\n\tisb"
                     :
                     : "r"(pa >> PAGE_SHIFT)
                     : "memory");
}

void arch_map_commit(void)
{
    /* DSB: the entries are visible to table walks. ISB: what this CPU fetches afterwards uses them
     * (D8.2.6). */
    __asm__ volatile("dsb ishst\n\tisb" ::: "memory");
}

size_t arch_map_tables_for(uintptr_t pa, size_t size_bytes)
{
    size_t tables = 0;
    for (unsigned int level = 0; level < LAST_LEVEL; level++) {
        unsigned int shift = level_shift(level);
        tables += ((pa + size_bytes - 1) >> shift) - (pa >> shift) + 1;
    }
    return tables;
}

size_t arch_map_tables_left(void)
{
    return (free_tables.end - free_tables.next) / ARCH_PAGE_BYTES;
}

void arch_map_add_tables(uintptr_t pa, size_t size_bytes)
{
    free_tables.next = pa;
    free_tables.end = pa + size_bytes;
}

static uint64_t read_mmfr0(void)
{
    uint64_t features;

    __asm__ volatile("mrs %0, id_aa64mmfr0_el1" : "=r"(features));
    return features;
}

/* Returns the physical address size in bits that ID_AA64MMFR0_EL1.PARange stands for, at most what
 * the descriptors of this file can hold. */
static unsigned int pa_bits_of(unsigned int pa_range)
{
    static const uint8_t bits[] = {32, 36, 40, 42, 44, VA_BITS};

    return pa_range < sizeof(bits) ? bits[pa_range] : VA_BITS;
}

void map_limit_addresses(void)
{
    pa_bits = pa_bits_of(id_field(MMFR0, ID_AA64MMFR0_PARANGE_SHIFT, read_mmfr0()));
}

static void map_image_part(const char *start, const char *end, enum arch_map_type type)
{
    arch_map((uintptr_t)start, (size_t)(end - start), type);
}

/* Invalidates the cache lines of the tables that map_image() writes: the root, and as many of the
 * initial ones as the image can need. */
static void invalidate_image_tables(void)
{
    size_t tables = arch_map_tables_for((uintptr_t)image_start, (size_t)(image_end - image_start));

    if (tables > INITIAL_TABLES)
        tables = INITIAL_TABLES;
    invalidate_lines((uintptr_t)root_table, (uintptr_t)root_table + sizeof(root_table));
    invalidate_lines((uintptr_t)initial_tables, (uintptr_t)initial_tables[tables]);
}

/*
 * Builds the boot CPU's first map, with the MMU off: each part of the image with its permissions,
 * except for the guard page below each stack. It cannot fail: initial_tables[] is enough for any
 * image of up to 2 GiB. Only the tables that are written now lose their lines, before and after;
 * head.S says why. Tables that are taken later are written with the caches on, and the table walks
 * of all CPUs see them there.
 */
void map_image(void)
{
    invalidate_image_tables();
    pa_bits = pa_bits_of(read_mmfr0() >> ID_AA64MMFR0_PARANGE_SHIFT & 0xf);
    clear_table(root_table);
    arch_map_add_tables((uintptr_t)initial_tables, sizeof(initial_tables));

    map_image_part(image_start, image_text_end, ARCH_MAP_TEXT);
    map_image_part(image_text_end, image_rodata_end, ARCH_MAP_RODATA);
    map_image_part(image_rodata_end, init_exception_stack_guard, ARCH_MAP_RAM);
    map_image_part(init_exception_stack, init_stack_guard, ARCH_MAP_RAM);
    map_image_part(init_stack, nested_stack_guard, ARCH_MAP_RAM);
    map_image_part(nested_stack, image_end, ARCH_MAP_RAM);
    arch_map_commit();
    invalidate_image_tables();
}

bool arch_caches_on(void)
{
    uint64_t sctlr;
    __asm__ volatile("mrs %0, sctlr_el1" : "=r"(sctlr));
    return sctlr & SCTLR_M;
}
