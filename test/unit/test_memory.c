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
    memory_heap(NUMA_NO_NODE, 0, start_pa, &size_bytes, &node);
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
    memory_heap(NUMA_NO_NODE, 0, &start, &size_bytes, &node);
    EXPECT(tables_added == added + 1 && tables_left >= MEMORY_TABLES_FOR_APP && size_bytes > 0);
    EXPECT(!memory_add_tables());
}

static void regions_lie_high(void)
{
    const uint64_t all = UINT64_MAX;
    uintptr_t start;

    has_memory(BASE, 8 * MIB, 0);
    has_memory(BASE + 16 * MIB, 4 * MIB + 100, 1); /* the last 100 bytes are no page */
    memory_init(&scan);
    EXPECT(memory_reserve(1, 1, 0, all, false) == BASE + 20 * MIB - PAGE);
    EXPECT(memory_reserve(PAGE + 1, MIB, 0, all, false) == BASE + 19 * MIB);
    EXPECT(memory_reserve(5 * MIB, PAGE, 0, all, false) == BASE + 3 * MIB);
    EXPECT(memory_reserve(4 * MIB, PAGE, 0, all, false) == 0);
    /* in a range that is larger than the memory, smaller than it, too small, and elsewhere */
    EXPECT(memory_reserve(PAGE, PAGE, 0, BASE + MIB, false) == BASE + MIB - PAGE);
    EXPECT(memory_reserve(PAGE, PAGE, BASE + PAGE, 2 * PAGE + 5, false) == BASE + 2 * PAGE);
    EXPECT(memory_reserve(2 * PAGE, PAGE, BASE + 5 * PAGE + 1, 2 * PAGE, false) == 0);
    EXPECT(memory_reserve(PAGE, PAGE, BASE + 8 * MIB, 8 * MIB, false) == 0);
    EXPECT(memory_reserve(SIZE_MAX, PAGE, 0, all, false) == 0);
    EXPECT(memory_reserve(PAGE, (size_t)1 << 60, 0, all, false) == 0);
    EXPECT(memory_reserve(PAGE, PAGE, all, all, false) == 0);
    EXPECT(memory_allocate_on(2 * PAGE, 0) == BASE); /* the lowest place is free all the same */
    EXPECT(heap_bytes(&start) == 3 * MIB && start == BASE + 16 * MIB);
}

static void regions_can_be_kept_out_of_the_map(void)
{
    has_memory(BASE, MIB, 0);
    has_memory(BASE + MIB, MIB, 1);
    memory_init(&scan);
    EXPECT(memory_reserve(PAGE, PAGE, BASE, MIB, true) == BASE + MIB - PAGE);
    EXPECT(memory_reserve(PAGE, PAGE, BASE, MIB, false) == BASE + MIB - 2 * PAGE);
    memory_map(0);
    EXPECT(!is_mapped[MIB / PAGE - 1] && is_mapped[MIB / PAGE - 2]);
    EXPECT(memory_is_mapped(BASE + MIB - 2 * PAGE, PAGE));
    EXPECT(!memory_is_mapped(BASE + MIB - 2 * PAGE, PAGE + 1));
    EXPECT(!memory_is_mapped(BASE + MIB - 1, 2));
    EXPECT(!memory_is_mapped(BASE + 2 * MIB - 1, 2) && memory_is_mapped(BASE + 2 * MIB - 1, 1));
    EXPECT(!memory_is_mapped(UINT64_MAX, 2) && !memory_is_mapped(BASE - 1, PAGE));
}

static void mapped_ranges_of_two_nodes_are_one(void)
{
    has_memory(BASE + 4 * MIB, 4 * MIB, 0); /* for the tables */
    has_memory(BASE + 16 * MIB, MIB, 1);
    has_memory(BASE + 17 * MIB, MIB, 2);
    memory_init(&scan);
    memory_map(0);
    EXPECT(memory_is_mapped(BASE + 16 * MIB + 1, 2 * MIB - 1));
    EXPECT(!memory_is_mapped(BASE + 16 * MIB + 1, 2 * MIB));
}

/* The range that the heap goes on in. */
static uint64_t next_heap(int near, size_t least_bytes, int expected_node)
{
    size_t size_bytes;
    uintptr_t start;
    int node;

    tables_left = 100;
    memory_heap(near, least_bytes, &start, &size_bytes, &node);
    EXPECT(node == expected_node && (size_bytes == 0 || start >= BASE));
    return size_bytes;
}

static void the_heap_goes_on_near_the_cpu(void)
{
    has_memory(BASE, 32 * MIB, 0);
    has_memory(BASE + 64 * MIB, 16 * MIB, 0);
    has_memory(BASE + 128 * MIB, 4 * MIB, 1);
    has_memory(BASE + 192 * MIB, 8 * MIB, 1);
    has_memory(BASE + 256 * MIB, 2 * MIB, 2);
    memory_init(&scan);
    EXPECT(next_heap(NUMA_NO_NODE, 0, 0) == 32 * MIB); /* the first one: the largest */
    EXPECT(next_heap(1, 8 * MIB, 1) == 8 * MIB);
    EXPECT(next_heap(1, 4 * MIB + 1, 0) == 16 * MIB); /* not enough is left on the node */
    EXPECT(next_heap(3, 0, 1) == 4 * MIB);            /* a node without memory */
    EXPECT(next_heap(1, 0, 2) == 2 * MIB);            /* all of the node is in use */
    EXPECT(next_heap(1, 0, NUMA_NO_NODE) == 0);
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
        CASE(regions_lie_high),
        CASE(regions_can_be_kept_out_of_the_map),
        CASE(mapped_ranges_of_two_nodes_are_one),
        CASE(the_heap_goes_on_near_the_cpu),
        CASE(any_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
