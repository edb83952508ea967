/* SPDX-License-Identifier: MIT */
/* Compares fdt_scan() of whole trees, given as arguments, with libfdt and with what the .dts
 * say. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/topology.h>

#include "cmocka_test.h"
#include "devicetree/fdt_scan.h"
#include "fdt_file.h"
#include "fdt_reference.h"
#include "scan_for.h"

static const char *const compatibles[] = {"arm,gic-v3",      "arm,cortex-a15-gic", "arm,pl011",
                                          "arm,armv8-timer", "arm,primecell",      NULL};
enum { MATCH_GIC = 0, MATCH_PL011 = 2, MATCH_TIMER = 3 };

static struct fdt_scan *scan_tree(const void *fdt)
{
    struct fdt_scan *scan = calloc(1, sizeof(*scan));
    struct fdt_scan_error error = {0};

    if (scan_for(fdt, compatibles, scan, &error) != 0)
        fail_msg("refused: %s, at offset %u", error.what, error.offset_bytes);
    return scan;
}

static void assert_same_text(const char *a, const char *b)
{
    assert_ptr_equal(a, b); /* both point into the tree */
}

static void assert_same_memory(const struct fdt_scan *a, const struct fdt_scan *b)
{
    assert_int_equal(a->memory_count, b->memory_count);
    for (unsigned int i = 0; i < a->memory_count; i++) {
        assert_int_equal(a->memory[i].start_pa, b->memory[i].start_pa);
        assert_int_equal(a->memory[i].size_bytes, b->memory[i].size_bytes);
        assert_int_equal(a->memory[i].node, b->memory[i].node);
    }
    assert_int_equal(a->reserved_count, b->reserved_count);
    for (unsigned int i = 0; i < a->reserved_count; i++) {
        assert_int_equal(a->reserved[i].start_pa, b->reserved[i].start_pa);
        assert_int_equal(a->reserved[i].size_bytes, b->reserved[i].size_bytes);
        assert_int_equal(a->reserved[i].no_map, b->reserved[i].no_map);
    }
    assert_int_equal(a->memory_lost + a->reserved_lost, 0);
}

static void assert_same_cpus(const struct fdt_scan *a, const struct fdt_scan *b)
{
    assert_int_equal(a->cpu_count, b->cpu_count);
    assert_int_equal(a->cpu_entries, b->cpu_entries);
    for (unsigned int i = 0; i < a->cpu_count; i++) {
        assert_int_equal(a->cpus[i].entry, i);
        assert_int_equal(a->cpus[i].has_reg, b->cpus[i].has_reg);
        assert_int_equal(a->cpus[i].reg, b->cpus[i].reg);
        assert_int_equal(a->cpus[i].enabled, b->cpus[i].enabled);
        assert_int_equal(a->cpus[i].node, b->cpus[i].node);
        assert_same_text(a->cpus[i].enable_method, b->cpus[i].enable_method);
    }
}

static void assert_same_psci(const struct fdt_psci *a, const struct fdt_psci *b)
{
    assert_int_equal(a->present, b->present);
    assert_int_equal(a->method, b->method);
    assert_int_equal(a->has_standard_ids, b->has_standard_ids);
    assert_int_equal(a->cpu_suspend, b->cpu_suspend);
    assert_int_equal(a->cpu_off, b->cpu_off);
    assert_int_equal(a->cpu_on, b->cpu_on);
    assert_int_equal(a->migrate, b->migrate);
}

static void assert_same_devices(const struct fdt_scan *a, const struct fdt_scan *b)
{
    assert_int_equal(a->device_count, b->device_count);
    assert_int_equal(a->devices_lost, 0);
    for (unsigned int i = 0; i < a->device_count; i++) {
        assert_int_equal(a->devices[i].match, b->devices[i].match);
        assert_int_equal(a->devices[i].node_offset, b->devices[i].node_offset);
        assert_int_equal(a->devices[i].depth, b->devices[i].depth);
        assert_memory_equal(a->devices[i].path, b->devices[i].path,
                            a->devices[i].depth * sizeof(a->devices[i].path[0]));
    }
}

static void test_against_libfdt(void **state)
{
    void *fdt = fdt_file_read(*state);
    struct fdt_scan *found = scan_tree(fdt), *expected = calloc(1, sizeof(*expected));

    fdt_reference(fdt, compatibles, expected);
    assert_same_memory(found, expected);
    assert_same_cpus(found, expected);
    assert_same_psci(&found->psci, &expected->psci);
    assert_same_devices(found, expected);
    assert_same_text(found->stdout_path, expected->stdout_path);
    assert_same_text(found->bootargs, expected->bootargs);
    assert_ptr_equal(found->rng_seed, expected->rng_seed);
    assert_int_equal(found->rng_seed_bytes, expected->rng_seed_bytes);
    assert_int_equal(found->aliases_offset, expected->aliases_offset);
    assert_int_equal(found->has_idle_states, expected->has_idle_states);
    assert_int_equal(found->cpus_offset, expected->cpus_offset);
    free(expected);
    free(found);
    free(fdt);
}

/* What a .dts of test/dts says, in short, so that the two readers cannot be wrong together. */
static const struct expected {
    const char *tree;
    unsigned int cpus, memory, reserved, devices;
    uint64_t regs[8];
    uint32_t failed; /* a bit for each CPU that has failed */
    uint32_t without_reg;
    enum fdt_psci_method method;
    uint32_t cpu_on;
} expectations[] = {
    {"cpu-aff-bits",
     7,
     1,
     0,
     3,
     {0, 1, 0x100, 0x103, 0x10000, 0x100000000, 0xff00ffffff},
     0,
     0,
     FDT_PSCI_METHOD_HVC,
     0xc4000003},
    {"cpu-boot-last", 4, 1, 0, 3, {1, 2, 3, 0}, 0, 0, FDT_PSCI_METHOD_HVC, 0xc4000003},
    {"cpu-disabled", 4, 1, 0, 3, {0, 1, 2, 3}, 0x4, 0, FDT_PSCI_METHOD_HVC, 0xc4000003},
    {"cpu-duplicate", 4, 1, 0, 3, {0, 1, 1, 2}, 0, 0, FDT_PSCI_METHOD_HVC, 0xc4000003},
    {"cpu-gaps", 3, 1, 0, 3, {0, 2, 5}, 0, 0, FDT_PSCI_METHOD_HVC, 0xc4000003},
    {"cpu-invalid-reg",
     5,
     1,
     0,
     3,
     {0, 0x81000001, 0x10000000001, 2, 0},
     0,
     0x10,
     FDT_PSCI_METHOD_HVC,
     0xc4000003},
    {"cpu-method-on-cpus", 4, 1, 0, 3, {0, 1, 2, 3}, 0, 0, FDT_PSCI_METHOD_HVC, 0xc4000003},
    {"cpu-missing-boot", 3, 1, 0, 3, {1, 2, 3}, 0, 0, FDT_PSCI_METHOD_HVC, 0xc4000003},
    {"cpu-two-cells", 4, 1, 0, 3, {0, 1, 2, 3}, 0, 0, FDT_PSCI_METHOD_HVC, 0xc4000003},
    {"idle-states", 4, 1, 0, 3, {0, 1, 2, 3}, 0, 0, FDT_PSCI_METHOD_HVC, 0xc4000003},
    {"no-psci", 2, 1, 0, 3, {0, 1}, 0, 0, FDT_PSCI_METHOD_NONE, 0},
    {"numa", 5, 2, 0, 3, {0, 1, 2, 3, 4}, 0, 0, FDT_PSCI_METHOD_HVC, 0xc4000003},
    {"psci-0.1", 4, 1, 0, 3, {0, 1, 2, 3}, 0, 0, FDT_PSCI_METHOD_HVC, 0x95c1ba60},
    {"psci-in-firmware", 2, 1, 0, 3, {0, 1}, 0, 0, FDT_PSCI_METHOD_SMC, 0},
    {"reserved-memory", 2, 1, 5, 3, {0, 1}, 0, 0, FDT_PSCI_METHOD_HVC, 0xc4000003},
    {"topology", 4, 2, 0, 3, {0, 1, 2, 3}, 0, 0, FDT_PSCI_METHOD_HVC, 0xc4000003},
    {"time-rtc", 2, 1, 0, 4, {0, 1}, 0, 0, FDT_PSCI_METHOD_HVC, 0xc4000003},
    {"time-timer", 2, 1, 0, 3, {0, 1}, 0, 0, FDT_PSCI_METHOD_HVC, 0xc4000003},
    {"uart-in-soc", 2, 1, 0, 3, {0, 1}, 0, 0, FDT_PSCI_METHOD_HVC, 0xc4000003},
};

static void assert_expected(const struct expected *expected, const struct fdt_scan *scan)
{
    assert_int_equal(scan->cpu_count, expected->cpus);
    assert_int_equal(scan->memory_count, expected->memory);
    assert_int_equal(scan->reserved_count, expected->reserved);
    assert_int_equal(scan->device_count, expected->devices);
    for (unsigned int i = 0; i < expected->cpus; i++) {
        assert_int_equal(scan->cpus[i].reg, expected->regs[i]);
        assert_int_equal(scan->cpus[i].enabled, !(expected->failed >> i & 1));
        assert_int_equal(scan->cpus[i].has_reg, !(expected->without_reg >> i & 1));
    }
    assert_int_equal(scan->psci.present, expected->method != FDT_PSCI_METHOD_NONE);
    assert_int_equal(scan->psci.method, expected->method);
    assert_int_equal(scan->psci.cpu_on, expected->cpu_on);
}

/* Checks what only one of the trees has. */
static void assert_particular(const char *tree, const struct fdt_scan *scan)
{
    static const int32_t cpu_nodes[] = {0, 1, 0, 1, NUMA_NO_NODE};

    assert_int_equal(scan->psci.has_standard_ids, scan->psci.present && strcmp(tree, "psci-0.1"));
    assert_int_equal(scan->memory[0].start_pa, 0x40000000);
    if (!strcmp(tree, "numa")) {
        for (unsigned int i = 0; i < 5; i++)
            assert_int_equal(scan->cpus[i].node, cpu_nodes[i]);
        assert_int_equal(scan->memory[0].node, 0);
        assert_int_equal(scan->memory[1].node, 1);
        assert_int_equal(scan->memory[1].start_pa, 0x50000000);
    } else if (!strcmp(tree, "topology")) {
        assert_int_equal(scan->memory[1].node, 1);
    } else {
        assert_int_equal(scan->memory[0].node, NUMA_NO_NODE);
        assert_int_equal(scan->memory[0].size_bytes, 0x20000000);
    }
    if (!strcmp(tree, "reserved-memory")) {
        assert_int_equal(scan->reserved[1].start_pa, 0x5f200000);
        assert_int_equal(scan->reserved[2].size_bytes, 0x200000);
        assert_true(scan->reserved[3].no_map);
        assert_false(scan->reserved[4].no_map);
    }
    if (!strcmp(tree, "cpu-method-on-cpus")) {
        assert_string_equal(scan->cpus[2].enable_method, "psci");
        assert_string_equal(scan->cpus[3].enable_method, "spin-table");
    }
    assert_int_equal(scan->has_idle_states, !strcmp(tree, "idle-states"));
    if (!strcmp(tree, "uart-in-soc")) {
        assert_string_equal(scan->stdout_path, "serial0:115200n8");
        assert_string_equal(scan->bootargs, "maxcpus=2 -- \"two words\"");
        assert_int_equal(scan->rng_seed_bytes, 16);
        assert_int_equal(scan->rng_seed[1], 0x23);
        assert_int_equal(scan->devices[2].match, MATCH_PL011);
        assert_int_equal(scan->devices[2].depth, 4);
    } else {
        assert_string_equal(scan->stdout_path, "/pl011@9000000");
        assert_int_equal(scan->aliases_offset, -1);
        assert_int_equal(scan->devices[2].depth, 2);
    }
}

static const char *base_name(const char *path, char *name, size_t size)
{
    const char *slash = strrchr(path, '/');

    snprintf(name, size, "%s", slash ? slash + 1 : path);
    *strstr(name, ".dtb") = '\0';
    return name;
}

static void test_against_dts(void **state)
{
    void *fdt = fdt_file_read(*state);
    struct fdt_scan *scan = scan_tree(fdt);
    char name[64];

    base_name(*state, name, sizeof(name));
    for (size_t i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
        if (strcmp(expectations[i].tree, name) != 0)
            continue;
        assert_expected(&expectations[i], scan);
        assert_particular(name, scan);
        free(scan);
        free(fdt);
        return;
    }
    fail_msg("%s is not in the table of expectations", name);
}

/* QEMU's own: the file's name says how many CPUs, numbered 16 to a cluster. */
static void test_qemu(void **state)
{
    void *fdt = fdt_file_read(*state);
    struct fdt_scan *scan = scan_tree(fdt);
    unsigned int cpus;
    char name[64];

    base_name(*state, name, sizeof(name));
    assert_int_equal(sscanf(name, "qemu-%u", &cpus), 1);
    assert_int_equal(scan->cpu_count, cpus);
    for (unsigned int i = 0; i < cpus; i++)
        assert_int_equal(scan->cpus[i].reg, (i / 16) << 8 | i % 16);
    assert_int_equal(scan->device_count, 5); /* pl061 and pl031 are primecells too */
    assert_int_equal(scan->psci.method, FDT_PSCI_METHOD_HVC);
    assert_int_equal(scan->rng_seed_bytes, 32);
    free(scan);
    free(fdt);
}

int main(int argc, char **argv)
{
    struct CMUnitTest *tests = calloc((size_t)argc * 2, sizeof(*tests));
    size_t count = 0;

    for (int i = 1; i < argc; i++) {
        bool qemu = strstr(argv[i], "/qemu-");

        tests[count++] = (struct CMUnitTest){argv[i], test_against_libfdt, NULL, NULL, argv[i]};
        tests[count++] =
            (struct CMUnitTest){argv[i], qemu ? test_qemu : test_against_dts, NULL, NULL, argv[i]};
    }
    if (count == 0)
        return EXIT_FAILURE;

    int failed = _cmocka_run_group_tests("fdt_scan", tests, count, NULL, NULL);
    free(tests);
    return failed;
}
