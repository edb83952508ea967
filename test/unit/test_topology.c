/* SPDX-License-Identifier: MIT */
/* Checks where CPUs stand, by good and damaged cpu-maps and by hardware ids, and the orders made of
 * that. */
#include <errno.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/fdt.h>
#include <muster/once.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/topology.h>

#include "arch/cpu.h"
#include "base/cpumask_set.h"
#include "console_capture.h"
#include "in_child.h"
#include "tree_builder.h"

/* The runtime keeps what it has found, so each case runs in a process of its own. */

/* ---- what is taken from the rest of the runtime ---------------------------------------------- */

#define TEST_CPUS 16
static uint64_t hwids[TEST_CPUS];
static int nodes[TEST_CPUS];
static bool has_threads;
static const void *tree;

const void *muster_fdt(void)
{
    return tree;
}

uint64_t cpu_logical_map(unsigned int cpu)
{
    return hwids[cpu];
}

int get_logical_index(uint64_t mpidr)
{
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        if (hwids[cpu] == mpidr)
            return (int)cpu;
    return -EINVAL;
}

int cpu_to_node(unsigned int cpu)
{
    return nodes[cpu];
}

bool arch_hwid_has_threads(void)
{
    return has_threads;
}

int muster_once_slow(struct muster_once *once, void (*function)(void *context), void *context)
{
    function(context);
    once->state = MUSTER_ONCE_DONE;
    return 0;
}

#define COPY_BYTES 65536
uintptr_t __per_cpu_offset[NR_CPUS];
static DEFINE_PER_CPU_UNCOPIED(char, anchor);
static char copies[TEST_CPUS][COPY_BYTES];

/* ---- machines -------------------------------------------------------------------------------- */

#define PHANDLE(cpu) (10 + (cpu))

static void use_cpus(unsigned int count)
{
    for (unsigned int cpu = 0; cpu < count; cpu++) {
        __per_cpu_offset[cpu] = (uintptr_t)&copies[cpu][COPY_BYTES / 2] - (uintptr_t)&anchor;
        hwids[cpu] = cpu;
        nodes[cpu] = NUMA_NO_NODE;
        set_cpu_possible(cpu, true);
        set_cpu_online(cpu, true);
    }
    nr_cpu_ids = count;
}

/* "core0{=10}" is a node with the property cpu = <10>. */
static void build_map(struct tree_builder *b, const char *map)
{
    char name[32];

    while (*map) {
        size_t length = strcspn(map, "{=}");
        if (map[length] == '{') {
            snprintf(name, sizeof(name), "%.*s", (int)length, map);
            build_begin(b, name);
            map += length + 1;
        } else if (*map == '=') {
            build_u32(b, "cpu", (uint32_t)strtoul(map + 1, (char **)&map, 10));
        } else {
            build_end(b);
            map++;
        }
    }
}

/* Makes a tree with these CPUs, one more that has no number, and the map, "" for none. */
static void use_map(const char *map)
{
    static struct tree_builder b;

    build_begin(&b, "");
    build_begin(&b, "cpus");
    build_u32(&b, "#address-cells", 1);
    if (*map) {
        build_begin(&b, "cpu-map");
        build_map(&b, map);
        build_end(&b);
    }
    for (unsigned int cpu = 0; cpu <= nr_cpu_ids; cpu++) {
        build_begin(&b, "cpu");
        build_u32(&b, "reg", cpu < nr_cpu_ids ? (uint32_t)hwids[cpu] : 0xff00);
        build_u32(&b, "phandle", PHANDLE(cpu));
        build_end(&b);
    }
    build_end(&b);
    build_end(&b);
    build_word(&b, FDT_END);
    tree = build_tree(&b);
}

/* Returns package, cluster, core and thread of each CPU as text. */
static const char *places(void)
{
    static char text[512];
    size_t length = 0;

    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
        struct muster_topology at;
        EXPECT(muster_topology_of(cpu, &at) == 0 && at.node == nodes[cpu]);
        length += (size_t)snprintf(text + length, sizeof(text) - length, "%u.%u.%u.%u ", at.package,
                                   at.cluster, at.core, at.thread);
    }
    return text;
}

static bool is_from_tree(void)
{
    struct muster_topology at;
    EXPECT(muster_topology_of(0, &at) == 0);
    return at.from_tree;
}

static const char *order_of(enum muster_cpu_order order, unsigned int count)
{
    static char text[128];
    unsigned int cpus[TEST_CPUS];
    size_t length = 0;

    count = muster_cpu_order(order, cpus, count);
    text[0] = '\0';
    for (unsigned int i = 0; i < count; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length, "%u ", cpus[i]);
    return text;
}

/* ---- cases ----------------------------------------------------------------------------------- */

#define PAIR(a, b) "core0{thread0{=" #a "}thread1{=" #b "}}"
#define PAIRS(a, b, c, d) PAIR(a, b) "core1{thread0{=" #c "}thread1{=" #d "}}"

static void sockets_clusters_cores_threads(void)
{
    use_cpus(16);
    use_map("socket0{cluster0{" PAIRS(10, 11, 12, 13) "}cluster1{" PAIRS(
        14, 15, 16, 17) "}}"
                        "socket1{cluster0{" PAIRS(18, 19, 20, 21) "}cluster1{" PAIRS(22, 23, 24,
                                                                                     25) "}}");
    EXPECT(strcmp(places(),
                  "0.0.0.0 0.0.0.1 0.0.1.0 0.0.1.1 0.1.2.0 0.1.2.1 0.1.3.0 0.1.3.1 "
                  "1.2.4.0 1.2.4.1 1.2.5.0 1.2.5.1 1.3.6.0 1.3.6.1 1.3.7.0 1.3.7.1 ") == 0);
    EXPECT(is_from_tree() && console_captured()[0] == '\0');
    EXPECT(strcmp(order_of(MUSTER_COMPACT, 16), "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 ") == 0);
    EXPECT(strcmp(order_of(MUSTER_SPREAD, 16), "0 8 4 12 2 10 6 14 1 9 5 13 3 11 7 15 ") == 0);
    EXPECT(strcmp(order_of(MUSTER_SPREAD, 3), "0 8 4 ") == 0);
    EXPECT(strcmp(order_of(MUSTER_SPREAD, 0), "") == 0);
    set_cpu_online(8, false);
    EXPECT(strcmp(order_of(MUSTER_SPREAD, 3), "0 4 12 ") == 0);
}

static void siblings_share_a_level(void)
{
    struct cpumask mask;

    use_cpus(8);
    nodes[6] = 3;
    use_map(
        "socket0{cluster0{" PAIRS(10, 11, 12, 13) "}}socket1{cluster0{" PAIRS(14, 15, 16, 17) "}}");
    EXPECT(muster_siblings(3, MUSTER_LEVEL_CORE, &mask) == 0 && mask.bits[0] == 0x0c);
    EXPECT(muster_siblings(3, MUSTER_LEVEL_CLUSTER, &mask) == 0 && mask.bits[0] == 0x0f);
    EXPECT(muster_siblings(5, MUSTER_LEVEL_PACKAGE, &mask) == 0 && mask.bits[0] == 0xf0);
    EXPECT(muster_siblings(6, MUSTER_LEVEL_NODE, &mask) == 0 && mask.bits[0] == 0x40);
    EXPECT(muster_siblings(8, MUSTER_LEVEL_NODE, &mask) == -EINVAL);
    EXPECT(muster_topology_of(8, NULL) == -EINVAL);
}

/* Two clusters in one, CPUs in another order, one that has no number. */
static void other_good_maps(void)
{
    use_cpus(4);
    use_map("cluster0{cluster0{core0{=13}core1{=11}}cluster1{core0{=14}core1{=10}}}"
            "cluster1{core0{=12}}");
    EXPECT(strcmp(places(), "0.1.2.0 0.0.1.0 0.2.3.0 0.0.0.0 ") == 0);
    EXPECT(is_from_tree() && console_captured()[0] == '\0');
    EXPECT(strcmp(order_of(MUSTER_COMPACT, 4), "3 1 0 2 ") == 0);
}

static void cores_without_clusters(void)
{
    use_cpus(4);
    use_map("socket0{core0{=10}core1{=11}}socket1{core0{=12}core1{=13}}");
    EXPECT(strcmp(places(), "0.0.0.0 0.0.1.0 1.1.2.0 1.1.3.0 ") == 0 && is_from_tree());
}

/* 14 is the CPU without a number: its thread, core, cluster and socket leave no gap. */
static void cpus_without_a_number_leave_no_gaps(void)
{
    use_cpus(4);
    use_map("socket0{cluster0{core0{thread0{=14}thread1{=10}}core1{=14}}}"
            "socket1{cluster0{core0{=14}}}socket2{cluster0{core0{=14}core1{=11}}}"
            "socket3{cluster0{core0{thread0{=14}}core1{=12}}cluster1{core0{=13}}}");
    EXPECT(strcmp(places(), "0.0.0.0 1.1.1.0 2.2.2.0 2.3.3.0 ") == 0);
    EXPECT(is_from_tree() && console_captured()[0] == '\0');
}

static void hardware_ids(void)
{
    static const uint64_t ids[] = {0x1, 0x0, 0x100, 0x101, 0x800000100, 0x20000};

    use_cpus(6);
    memcpy(hwids, ids, sizeof(ids));
    use_map("");
    EXPECT(strcmp(places(), "0.0.0.0 0.0.1.0 0.1.2.0 0.1.3.0 0.2.4.0 0.3.5.0 ") == 0);
    EXPECT(!is_from_tree() && console_captured()[0] == '\0');
    EXPECT(strcmp(order_of(MUSTER_SPREAD, 6), "0 2 4 5 1 3 ") == 0);
}

static void hardware_ids_with_threads(void)
{
    static const uint64_t ids[] = {0x0, 0x100, 0x1, 0x101, 0x10000, 0x10001, 0x200};

    has_threads = true;
    use_cpus(7);
    memcpy(hwids, ids, sizeof(ids));
    use_map("");
    EXPECT(strcmp(places(), "0.0.0.0 0.0.1.0 0.0.0.1 0.0.1.1 0.1.2.0 0.1.2.1 0.0.3.0 ") == 0);
    EXPECT(strcmp(order_of(MUSTER_COMPACT, 7), "0 2 1 3 6 4 5 ") == 0);
    EXPECT(strcmp(order_of(MUSTER_SPREAD, 7), "0 4 1 6 2 5 3 ") == 0);
}

/* Spreading takes the nodes in turn, though the tree has no packages. */
static void nodes_in_turn(void)
{
    use_cpus(8);
    for (unsigned int cpu = 0; cpu < 8; cpu++)
        nodes[cpu] = cpu / 4;
    use_map("cluster0{core0{=10}core1{=11}}cluster1{core0{=12}core1{=13}}"
            "cluster2{core0{=14}core1{=15}}cluster3{core0{=16}core1{=17}}");
    EXPECT(strcmp(order_of(MUSTER_SPREAD, 8), "0 4 2 6 1 5 3 7 ") == 0);
}

static const struct {
    const char *map, *message;
} damaged[] = {
    {"cluster0{core0{=10}core1{=99}}", "core1 names no CPU of the tree"},
    {"cluster0{core0{=10}core1{=0}}", "core1 names no CPU of the tree"},
    {"cluster0{core0{=10}core1{thread0{}}}", "thread0 names no CPU of the tree"},
    {"cluster0{core0{=10}core1{=10}}", "core1 names a CPU that another one has named"},
    {"cluster0{core0{=10}}", "CPU 1 (MPIDR 0x1) is not in it"},
    {"cluster0{core0{=10}core1{}}", "core1 is empty"},
    {"cluster0{}", "cluster0 is empty"},
    {"cluster0{core0{=10thread0{=11}}}", "core0 names a CPU and has nodes below it"},
    {"cluster0{core0{=10}cluster1{core0{=11}}}", "cluster1 stands beside another kind of node"},
    {"cluster0{socket0{core0{=10}}}", "socket0 stands where it does not belong"},
    {"cluster0{core0{=10}core{=11}}", "core stands where it does not belong"},
    {"cluster0{core0{=10}core1x{=11}}", "core1x stands where it does not belong"},
    {"thread0{=10}", "thread0 stands where it does not belong"},
    {"cluster0{cluster0{cluster0{cluster0{cluster0{cluster0{cluster9{core0{=10}}}}}}}}",
     "cluster9 is nested too deeply"},
};

static void damaged_maps_are_named_and_not_used(void)
{
    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
        int status;
        pid_t child = fork();
        if (child == 0) {
            use_cpus(2);
            use_map(damaged[i].map);
            EXPECT(!is_from_tree());
            EXPECT(strcmp(places(), "0.0.0.0 0.0.1.0 ") == 0);
            EXPECT(strstr(console_captured(), damaged[i].message));
            EXPECT(strstr(console_captured(), "the topology is taken from MPIDR"));
            _exit(0);
        }
        EXPECT(waitpid(child, &status, 0) == child);
        EXPECT(status == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(sockets_clusters_cores_threads),
        CASE(siblings_share_a_level),
        CASE(other_good_maps),
        CASE(cores_without_clusters),
        CASE(cpus_without_a_number_leave_no_gaps),
        CASE(hardware_ids),
        CASE(hardware_ids_with_threads),
        CASE(nodes_in_turn),
        CASE(damaged_maps_are_named_and_not_used),
    };
    return cmocka_run_group_tests_name("topology", tests, NULL, NULL);
}
