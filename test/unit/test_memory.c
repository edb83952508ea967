/* SPDX-License-Identifier: MIT */
/* Lists of RAM, as the device tree's ranges come: touching, overlapping, in no order, too many. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <muster/panic.h>
#include <muster/topology.h>

#include "arch/mmu.h"
#include "devicetree/fdt_scan.h"
#include "in_child.h"
#include "memory/memory.h"

/* The lists are made once in a program's life, so each case runs in a process of its own. */

#define PAGE ((uint64_t)ARCH_PAGE_BYTES)
#define MIB (UINT64_C(1) << 20)
#define BASE UINT64_C(0x40000000)
/* The pages from BASE on of which the tests keep account. */
#define PAGES 256

static struct fdt_scan scan;
static bool is_mapped[PAGES];
static size_t tables_left, tables_added;

/* ---- what the lists take from the rest of the runtime ---------------------------------------- */

/* The image lies far from the tested ranges: where this program does. */
__asm__(".data\n.globl __muster_image_start\n__muster_image_start: .skip 16\n"
        ".globl __muster_image_end\n__muster_image_end: .text\n");

int arch_map(uintptr_t pa, size_t size_bytes, enum arch_map_type type)
{
    EXPECT(pa % PAGE == 0 && size_bytes % PAGE == 0 && size_bytes > 0 && type == ARCH_MAP_RAM);
    for (uintptr_t at = pa; at < pa + size_bytes && at < BASE + PAGES * PAGE; at += PAGE) {
        EXPECT(at >= BASE && !is_mapped[(at - BASE) / PAGE]);
        is_mapped[(at - BASE) / PAGE] = true;
    }
    return 0;
}

void arch_map_commit(void)
{
}

size_t arch_map_tables_left(void)
{
    return tables_left;
}

void arch_map_add_tables(uintptr_t pa, size_t size_bytes)
{
    EXPECT(pa % PAGE == 0);
    tables_left = size_bytes / PAGE;
    tables_added++;
}

static const char *expected_panic;

void panic(const char *format, ...)
{
    EXPECT(expected_panic && strstr(format, expected_panic));
    exit(0);
}

/* ---- the machine ----------------------------------------------------------------------------- */

static void has_memory(uint64_t start_pa, uint64_t size_bytes, int node)
{
    scan.memory[scan.memory_count++] = (struct fdt_memory){start_pa, size_bytes, node};
}

static void has_reserved(uint64_t start_pa, uint64_t size_bytes, bool no_map)
{
    scan.reserved[scan.reserved_count++] = (struct fdt_reserved){start_pa, size_bytes, no_map};
}

/* Takes the largest range that is left. */
static uint64_t heap_bytes(uintptr_t *start_pa)
{
    size_t size_bytes;
    int node;

    tables_left = 100;
    memory_heap(start_pa, &size_bytes, &node);
    return size_bytes;
}

/* ---- cases ----------------------------------------------------------------------------------- */

static void ranges_that_touch_are_one(void)
{
    uintptr_t start;

    for (unsigned int i = 0; i < 32; i++) /* in no order */
        has_memory(BASE + (i * 7 % 32) * 16 * MIB, 16 * MIB, NUMA_NO_NODE);
    memory_init(&scan);
    EXPECT(heap_bytes(&start) == 512 * MIB && start == BASE);
    EXPECT(heap_bytes(&start) == 0);
}

static void ranges_that_overlap_are_one(void)
{
    uintptr_t start;

    has_memory(BASE + 4 * MIB, 4 * MIB, 0);
    has_memory(BASE, 5 * MIB, 0);
    has_memory(BASE + MIB, MIB, 0);
    has_memory(BASE, 16 * MIB, 0);
    memory_init(&scan);
    EXPECT(heap_bytes(&start) == 16 * MIB && start == BASE);
    EXPECT(heap_bytes(&start) == 0);
}

static void a_page_of_two_ranges_is_one(void)
{
    uintptr_t start;

    has_memory(BASE + 100, PAGE, 0);
    has_memory(BASE + 100 + PAGE, 2 * PAGE, 0);
    memory_init(&scan);
    EXPECT(heap_bytes(&start) == 2 * PAGE && start == BASE + PAGE);
}

static void nodes_stay_apart(void)
{
    uintptr_t start;

    has_memory(BASE, 4 * MIB, 0);
    has_memory(BASE + 2 * MIB, 8 * MIB, 1); /* the first says where 2 MiB of it lie */
    memory_init(&scan);
    EXPECT(memory_allocate_on(PAGE, 1) == BASE + 4 * MIB);
    EXPECT(memory_allocate_on(PAGE, 0) == BASE);
    EXPECT(memory_allocate_on(5 * MIB, 0) == 0 && memory_allocate(5 * MIB, 0) != 0);
    EXPECT(heap_bytes(&start) == 4 * MIB - PAGE);
}

static void ranges_end_with_the_addresses(void)
{
    uintptr_t start;

    has_memory(0, 8 * MIB, 0);
    has_memory((UINT64_C(1) << 48) - MIB, UINT64_MAX - (UINT64_C(1) << 48), 0);
    has_memory(UINT64_C(1) << 50, MIB, 0);
    has_reserved(6 * MIB, UINT64_MAX - 6 * MIB - 2 * PAGE, false);
    has_reserved(UINT64_MAX - 10, 10, false);
    has_reserved(5 * MIB, UINT64_MAX - 5 * MIB, true);
    memory_init(&scan);
    EXPECT(heap_bytes(&start) == 5 * MIB - PAGE && start == PAGE); /* page 0 is never used */
    EXPECT(heap_bytes(&start) == 0);
}

static void as_many_reserved_ranges_as_the_scan_holds(void)
{
    unsigned int pages = 0;

    has_memory(BASE, 4 * MIB, 0);
    for (unsigned int i = 0; i < FDT_SCAN_MAX_RESERVED; i++)
        has_reserved(BASE + (2 * i + 1) * PAGE, PAGE, i % 2);
    memory_init(&scan);
    while (memory_allocate(PAGE, NUMA_NO_NODE))
        pages++;
    EXPECT(pages == 1024 - FDT_SCAN_MAX_RESERVED);
    EXPECT(console_captured()[0] == '\0');
}

static void reserved_ranges_that_are_lost_end_the_boot(void)
{
    has_memory(BASE, MIB, 0);
    scan.reserved_lost = 1;
    expected_panic = "cannot be kept apart";
    memory_init(&scan);
    EXPECT(!"memory_init() returns");
}

static void devices_get_tables_until_the_heap_begins(void)
{
    uintptr_t start;
    size_t size_bytes;
    int node;

    has_memory(BASE, MIB, 0);
    memory_init(&scan);
    EXPECT(!memory_add_tables());
    memory_map(0);
    for (unsigned int i = 0; i < 8; i++)
        EXPECT(memory_add_tables());
    size_t added = tables_added;
    tables_left = MEMORY_TABLES_FOR_APP - 1;
    memory_heap(&start, &size_bytes, &node);
    EXPECT(tables_added == added + 1 && tables_left >= MEMORY_TABLES_FOR_APP && size_bytes > 0);
    EXPECT(!memory_add_tables());
}

/* ---- any ranges, against an account of each page --------------------------------------------- */

/* What becomes of each byte, in parts of a quarter of a page. */
#define PARTS (4 * PAGES)
static bool exists[PARTS], is_reserved[PARTS], is_not_mapped[PARTS];

static void mark(bool *parts, unsigned int from, unsigned int count)
{
    memset(parts + from, true, count);
}

static void invent_machine(void)
{
    for (int i = rand() % 30; i >= 0; i--) {
        unsigned int from = (unsigned int)rand() % PARTS;
        unsigned int count = (unsigned int)rand() % (PARTS - from + 1) / (1 + rand() % 9);
        has_memory(BASE + from * PAGE / 4, count * PAGE / 4, 0);
        mark(exists, from, count);
    }
    for (int i = rand() % 30; i > 0; i--) {
        unsigned int from = (unsigned int)rand() % PARTS;
        unsigned int count = 1 + (unsigned int)rand() % ((PARTS - from + 19) / 20);
        bool no_map = rand() % 2;
        has_reserved(BASE + from * PAGE / 4, count * PAGE / 4, no_map);
        mark(no_map ? is_not_mapped : is_reserved, from, count);
    }
}

static bool any_of(const bool *parts, unsigned int page)
{
    return parts[4 * page] || parts[4 * page + 1] || parts[4 * page + 2] || parts[4 * page + 3];
}

static bool all_exist(unsigned int page)
{
    return exists[4 * page] && exists[4 * page + 1] && exists[4 * page + 2] && exists[4 * page + 3];
}

static void check_machine(void)
{
    bool is_free[PAGES] = {false};
    uintptr_t pa;

    memory_init(&scan);
    while ((pa = memory_allocate(PAGE, NUMA_NO_NODE)) != 0 && pa < BASE + PAGES * PAGE)
        is_free[(pa - BASE) / PAGE] = true;
    for (unsigned int page = 0; page < PAGES; page++)
        EXPECT(is_free[page] ==
               (all_exist(page) && !any_of(is_reserved, page) && !any_of(is_not_mapped, page)));
    memory_init(&scan);
    memory_map(0);
    for (unsigned int page = 0; page < PAGES; page++)
        EXPECT(is_mapped[page] == (all_exist(page) && !any_of(is_not_mapped, page)));
}

static void any_machine(void)
{
    for (unsigned int seed = 0; seed < 2000; seed++) {
        srand(seed);
        memset(&scan, 0, sizeof(scan));
        memset(is_mapped, 0, sizeof(is_mapped));
        memset(exists, 0, sizeof(exists));
        memset(is_reserved, 0, sizeof(is_reserved));
        memset(is_not_mapped, 0, sizeof(is_not_mapped));
        invent_machine();
        has_memory(BASE + 1024 * MIB, 4 * MIB, 0); /* for the tables */
        check_machine();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(ranges_that_touch_are_one),
        CASE(ranges_that_overlap_are_one),
        CASE(a_page_of_two_ranges_is_one),
        CASE(nodes_stay_apart),
        CASE(ranges_end_with_the_addresses),
        CASE(as_many_reserved_ranges_as_the_scan_holds),
        CASE(reserved_ranges_that_are_lost_end_the_boot),
        CASE(devices_get_tables_until_the_heap_begins),
        CASE(any_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
