/* SPDX-License-Identifier: MIT */
/* The walk over a GICv3's redistributors: frames in memory, described by good and damaged nodes. */
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/fdt.h>

#include "arch/mmu.h"
#include "cmocka_test.h"
#include "console_capture.h"
#include "devicetree/device.h"
#include "drivers/irqchip/gicv3_redistributors.h"
#include "tree_builder.h"

#define FRAMES 16 /* two or four make a redistributor */
#define TYPER 0x0008
#define TYPER_LAST (UINT64_C(1) << 4)
#define TYPER_VLPIS (UINT64_C(1) << 1)
#define PIDR2 0xffe8
#define MAX_FOUND 16

static char (*frames)[GICR_FRAME_BYTES];
static const void *tree;
static unsigned int probes;
static uintptr_t dead_frame; /* nothing answers there */
static struct {
    uint64_t hwid;
    uintptr_t private_frame;
} found[MAX_FOUND];
static unsigned int found_count;

/* ---- what is taken from the rest of the runtime ---------------------------------------------- */

const void *muster_fdt(void)
{
    return tree;
}

uintptr_t device_map(const struct fdt_device *device, unsigned int index)
{
    uint64_t pa, size_bytes;

    assert_int_equal(device_reg(device, index, &pa, &size_bytes), 0);
    return pa;
}

bool arch_probe_u32(uintptr_t pa, uint32_t *value)
{
    probes++;
    if (pa - dead_frame < GICR_FRAME_BYTES)
        return false;
    assert_in_range(pa, (uintptr_t)frames[0], (uintptr_t)frames[FRAMES] - 4);
    memcpy(value, (const void *)pa, sizeof(*value));
    return true;
}

static void keep(uint64_t hwid, uintptr_t private_frame)
{
    assert_true(found_count < MAX_FOUND);
    found[found_count].hwid = hwid;
    found[found_count++].private_frame = private_frame;
}

/* ---- the machine ----------------------------------------------------------------------------- */

static int begin(void **state)
{
    (void)state;
    frames = calloc(FRAMES, sizeof(frames[0]));
    dead_frame = 0;
    return frames ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    free(frames);
    return 0;
}

/* Makes a redistributor of architecture version @p version begin at frame @p index. */
static void put(unsigned int index, uint32_t affinity, uint64_t flags, uint32_t version)
{
    uint64_t typer = (uint64_t)affinity << 32 | flags;
    uint32_t pidr2 = version << 4 | 0xb;

    memcpy(&frames[index][TYPER], &typer, sizeof(typer));
    memcpy(&frames[index][PIDR2], &pidr2, sizeof(pidr2));
}

/* An entry of the node's reg: the frames from @p first on. */
struct entry {
    unsigned int first, count;
};

struct node {
    const struct entry *regions;
    unsigned int region_count;
    const void *count, *stride; /* #redistributor-regions and redistributor-stride, or NULL */
    size_t count_bytes, stride_bytes;
};

static void put_u64(fdt32_t *cells, uint64_t value)
{
    cells[0] = cpu_to_fdt32((uint32_t)(value >> 32));
    cells[1] = cpu_to_fdt32((uint32_t)value);
}

static void build_node(struct tree_builder *b, const struct node *node)
{
    fdt32_t reg[4 * 5];

    put_u64(reg, 0x8000000);
    put_u64(reg + 2, 0x10000);
    for (unsigned int i = 0; i < node->region_count; i++) {
        put_u64(reg + 4 * (i + 1), (uintptr_t)frames[node->regions[i].first]);
        put_u64(reg + 4 * (i + 1) + 2, node->regions[i].count * (uint64_t)GICR_FRAME_BYTES);
    }
    build_begin(b, "");
    build_u32(b, "#address-cells", 2);
    build_u32(b, "#size-cells", 2);
    build_begin(b, "gic@8000000");
    build_prop(b, "reg", reg, 16 * (node->region_count + 1));
    if (node->count)
        build_prop(b, "#redistributor-regions", node->count, node->count_bytes);
    if (node->stride)
        build_prop(b, "redistributor-stride", node->stride, node->stride_bytes);
    build_end(b);
    build_end(b);
    build_word(b, FDT_END);
}

/* Walks over the redistributors of @p node, into found[] and the console. */
static void find(const struct node *node)
{
    struct tree_builder b = {0};
    struct fdt_device device = {.depth = 2};

    build_node(&b, node);
    void *fdt = build_tree(&b);
    tree = fdt;
    device.node_offset = device.path[1] = fdt_path_offset(fdt, "/gic@8000000");
    found_count = probes = 0;
    console_capture_clear();
    gicv3_find_redistributors(&device, keep);
    tree = NULL;
    free(fdt);
}

/* Finds what the frames from @p first on hold, described by a node of one region. */
static void find_in(unsigned int first, unsigned int count)
{
    struct entry entry = {first, count};
    find(&(struct node){.regions = &entry, .region_count = 1});
}

static void assert_found(unsigned int index, uint64_t hwid, unsigned int frame)
{
    assert_in_range(index, 0, found_count - 1);
    assert_int_equal(found[index].hwid, hwid);
    assert_ptr_equal((void *)found[index].private_frame, frames[frame + 1]);
}

/* ---- frames ---------------------------------------------------------------------------------- */

static void test_frames(void **state)
{
    (void)state;
    put(0, 0x00000000, 0, 3);
    put(2, 0x01020304, TYPER_VLPIS, 4); /* Aff3 is the highest byte */
    put(6, 0x00000001, TYPER_LAST, 3);
    put(8, 0x00000002, 0, 3); /* behind the last */
    find_in(0, FRAMES);
    assert_int_equal(found_count, 3);
    assert_found(0, 0, 0);
    assert_found(1, 0x0100020304, 2);
    assert_found(2, 1, 6);
    assert_string_equal(console_captured(), "");
}

static void test_region_ends_without_a_last(void **state)
{
    (void)state;
    put(4, 7, 0, 3);
    put(6, 8, 0, 3);
    put(8, 9, 0, 3);
    find_in(4, 4);
    assert_int_equal(found_count, 2);
    find_in(4, 5); /* one frame is no redistributor */
    assert_int_equal(found_count, 2);
    put(6, 8, TYPER_VLPIS, 3); /* leaves the region */
    find_in(4, 4);
    assert_int_equal(found_count, 2);
    assert_string_equal(console_captured(), "");
}

static void assert_stops_at(unsigned int frame)
{
    char message[100];

    snprintf(message, sizeof(message),
             "muster: gicv3: no redistributor at 0x%lx: nothing behind it in the region is used\n",
             (unsigned long)(uintptr_t)frames[frame]);
    find_in(0, 8);
    assert_int_equal(found_count, frame / 2);
    assert_string_equal(console_captured(), message);
}

static void test_frames_that_are_none(void **state)
{
    static const uint32_t others[] = {0, 1, 2, 5, 0xf};

    (void)state;
    put(0, 0, 0, 3);
    put(2, 1, 0, 3);
    assert_stops_at(4); /* zeros */
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        put(2, 1, 0, others[i]);
        assert_stops_at(2);
    }
    put(2, 1, 0, 3);
    dead_frame = (uintptr_t)frames[4];
    assert_stops_at(4);
    dead_frame = (uintptr_t)frames[0];
    assert_stops_at(0);
}

/* ---- the node -------------------------------------------------------------------------------- */

static void find_regions(uint32_t count, const struct entry *regions, unsigned int region_count)
{
    fdt32_t cell = cpu_to_fdt32(count);
    find(&(struct node){.regions = regions,
                        .region_count = region_count,
                        .count = &cell,
                        .count_bytes = sizeof(cell)});
}

static void test_regions(void **state)
{
    static const struct entry regions[] = {{0, 4}, {8, 2}, {12, 2}};

    (void)state;
    for (unsigned int frame = 0; frame < FRAMES; frame += 2)
        put(frame, frame, 0, 3);
    find_regions(2, regions, 3); /* the third entry is something else */
    assert_int_equal(found_count, 3);
    assert_found(2, 8, 8);
    assert_string_equal(console_captured(), "");
    find_regions(3, regions, 3);
    assert_int_equal(found_count, 4);
    assert_string_equal(console_captured(), "");
}

static void test_regions_that_are_not_there(void **state)
{
    static const struct entry regions[] = {{0, 2}, {8, 2}};
    static const uint32_t counts[] = {3, 4096, 4097, UINT32_MAX, 0};
    char message[100];

    (void)state;
    put(0, 0, TYPER_LAST, 3);
    put(8, 1, TYPER_LAST, 3);
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        find_regions(counts[i], regions, 2);
        assert_int_equal(found_count, 2);
        assert_int_equal(probes, 2);
        snprintf(message, sizeof(message),
                 "muster: device tree: gic@8000000: #redistributor-regions is %u, its reg has 2\n",
                 counts[i]);
        assert_string_equal(console_captured(), message);
    }
}

static void find_with_stride(const void *stride, size_t stride_bytes)
{
    static const struct entry regions[] = {{0, 16}};

    find(&(struct node){
        .regions = regions, .region_count = 1, .stride = stride, .stride_bytes = stride_bytes});
}

/* The binding states 64 bits; padding without a redistributor may stand between two of them. */
static void test_stride(void **state)
{
    fdt32_t cells[2];

    (void)state;
    put(0, 0, 0, 3);
    put(4, 1, 0, 3);
    put(8, 2, TYPER_LAST, 3);
    put_u64(cells, 0x40000);
    find_with_stride(cells, 8);
    assert_int_equal(found_count, 3);
    assert_found(2, 2, 8);
    assert_string_equal(console_captured(), "");
    put_u64(cells, UINT64_C(0xffffffffffff0000)); /* leaves the region, and must not wrap round */
    find_with_stride(cells, 8);
    assert_int_equal(found_count, 1);
    assert_string_equal(console_captured(), "");
}

static void assert_stride_ignored(const void *stride, size_t stride_bytes, const char *why)
{
    char message[120];

    snprintf(message, sizeof(message),
             "muster: device tree: gic@8000000: redistributor-stride %s\n", why);
    find_with_stride(stride, stride_bytes);
    assert_int_equal(found_count, 2);
    assert_string_equal(console_captured(), message);
}

static void test_stride_that_is_damaged(void **state)
{
    fdt32_t cells[2];

    (void)state;
    put(0, 0, 0, 3);
    put(2, 1, TYPER_LAST, 3);
    put_u64(cells, 0x20000);
    assert_stride_ignored(cells + 1, 4, "is not two cells long: ignored");
    assert_stride_ignored(cells, 7, "is not two cells long: ignored");
    put_u64(cells, 1);
    assert_stride_ignored(cells, 8, "0x1 is no multiple of 64 KiB: ignored");
    put_u64(cells, UINT64_C(0x100000001));
    assert_stride_ignored(cells, 8, "0x100000001 is no multiple of 64 KiB: ignored");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_frames, begin, end),
        cmocka_unit_test_setup_teardown(test_region_ends_without_a_last, begin, end),
        cmocka_unit_test_setup_teardown(test_frames_that_are_none, begin, end),
        cmocka_unit_test_setup_teardown(test_regions, begin, end),
        cmocka_unit_test_setup_teardown(test_regions_that_are_not_there, begin, end),
        cmocka_unit_test_setup_teardown(test_stride, begin, end),
        cmocka_unit_test_setup_teardown(test_stride_that_is_damaged, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
