/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/psci.h>
#include <muster/smp.h>
#include <muster/topology.h>

#include "arch/cpu.h"
#include "cmdline/cmdline.h"
#include "console_capture.h"
#include "cpu/cpu_map.h"
#include "cpu/cpu_ops.h"
#include "devicetree/fdt_scan.h"
#include "in_child.h"

/* The map is built once in a program's life, so each case runs in a process of its own. */

static uint64_t boot_hwid;
static struct fdt_scan scan;

/* ---- what the map takes from the rest of the runtime ---------------------------------------- */

uint64_t arch_hwid(void)
{
    return boot_hwid;
}

static int prepare_all_but_three(unsigned int cpu)
{
    return cpu == 3 ? -EIO : 0;
}

static int boot_nothing(unsigned int cpu)
{
    (void)cpu;
    return 0;
}

static const struct cpu_operations test_ops = {
    .name = "test",
    .prepare = prepare_all_but_three,
    .boot = boot_nothing,
};

CPU_OPS(test_ops);

/* ---- cases ------------------------------------------------------------------------------------
 */

static void list_cpu(uint64_t reg)
{
    if (scan.cpu_count < NR_CPUS)
        scan.cpus[scan.cpu_count] = (struct fdt_cpu){.reg = reg,
                                                     .node = NUMA_NO_NODE,
                                                     .has_reg = true,
                                                     .enabled = true,
                                                     .enable_method = "test",
                                                     .entry = scan.cpu_entries};
    scan.cpu_entries++;
    if (scan.cpu_count < NR_CPUS)
        scan.cpu_count++;
    else
        scan.cpus_lost++;
}

static void list_cpus(unsigned int count)
{
    for (unsigned int i = 0; i < count; i++)
        list_cpu(i);
}

static void boot_cpu_is_zero_wherever_it_stands(void)
{
    list_cpu(0x100);
    list_cpu(0x8000000203);
    list_cpu(0x1);
    boot_hwid = 0x8000000203;
    cpu_map_init(&scan);
    EXPECT(nr_cpu_ids == 3 && num_possible_cpus() == 3);
    EXPECT(cpu_logical_map(0) == 0x8000000203);
    EXPECT(cpu_logical_map(1) == 0x100 && cpu_logical_map(2) == 0x1);
    EXPECT(cpu_logical_map(3) == INVALID_HWID && cpu_logical_map(NR_CPUS + 1) == INVALID_HWID);
    EXPECT(get_logical_index(0x1) == 2 && get_logical_index(0x8000000203) == 0);
    EXPECT(get_logical_index(0x100 | UINT64_C(1) << 31 | 1 << 24) == 1); /* other MPIDR bits */
    EXPECT(get_logical_index(0x2) == -EINVAL);
    EXPECT(console_captured()[0] == '\0');
}

static void duplicates_are_named_and_left_out(void)
{
    list_cpus(3);
    list_cpu(1);
    list_cpu(0);
    list_cpu(5);
    cpu_map_init(&scan);
    EXPECT(nr_cpu_ids == 4 && cpu_logical_map(3) == 5);
    EXPECT(strstr(console_captured(), "CPU entry 3: reg 0x1 stands there twice"));
    EXPECT(strstr(console_captured(), "CPU entry 4: reg 0x0 stands there twice"));
}

static void unusable_entries_are_named_and_left_out(void)
{
    list_cpus(5);
    scan.cpus[1].reg = 0x1000000; /* bit 24: the MT bit, no affinity */
    scan.cpus[2].has_reg = false;
    scan.cpus[3].enabled = false;
    cpu_map_init(&scan);
    EXPECT(nr_cpu_ids == 2 && cpu_logical_map(1) == 4);
    EXPECT(strstr(console_captured(), "CPU entry 1: reg 0x1000000 has bits"));
    EXPECT(strstr(console_captured(), "CPU entry 2 has no reg"));
    EXPECT(strstr(console_captured(), "CPU entry 3 has failed, by its status: ignored"));
}

static void missing_boot_cpu_runs_alone(void)
{
    list_cpus(4);
    boot_hwid = 0x77;
    cpu_map_init(&scan);
    EXPECT(nr_cpu_ids == 1 && cpu_logical_map(0) == 0x77 && get_logical_index(0x77) == 0);
    EXPECT(strstr(console_captured(), "the boot CPU (MPIDR 0x77) is not among its 4 CPUs"));
}

static void more_cpus_than_the_build_holds(void)
{
    list_cpus(NR_CPUS + 3);
    cpu_map_init(&scan);
    EXPECT(nr_cpu_ids == NR_CPUS && num_possible_cpus() == NR_CPUS);
    EXPECT(cpu_logical_map(NR_CPUS - 1) == NR_CPUS - 1);
    EXPECT(strstr(console_captured(), "515 CPUs, this build holds NR_CPUS=512"));
}

/* Then fdt_scan() has kept the usable entries only. */
static void entries_left_out_are_counted(void)
{
    list_cpus(NR_CPUS);
    scan.cpus[NR_CPUS - 1].reg = 0x2000; /* stands last, and boots */
    scan.cpus[3].reg = 0x1000000;
    scan.cpus[3].entry = 7;
    scan.cpus_dropped = 4;
    boot_hwid = 0x2000;
    cpu_map_init(&scan);
    EXPECT(nr_cpu_ids == NR_CPUS - 1 && cpu_logical_map(0) == 0x2000 && cpu_logical_map(1) == 0);
    EXPECT(strstr(console_captured(), "CPU entry 7: reg 0x1000000 has bits"));
    EXPECT(strstr(console_captured(), "4 of 512 CPU entries have failed"));
    EXPECT(!strstr(console_captured(), "this build holds"));
}

static void parse(const char *name, const char *value, int expected)
{
    const struct muster_early_param *param;

    for (param = __muster_early_params_start; param < __muster_early_params_end; param++) {
        if (strcmp(param->name, name) == 0) {
            EXPECT(param->parse(value) == expected);
            return;
        }
    }
    EXPECT(!"the option is registered");
}

static void options_limit(void)
{
    parse("nr_cpus", "0", -EINVAL);
    parse("nr_cpus", "x", -EINVAL);
    parse("nr_cpus", "100000", -ERANGE);
    parse("nr_cpus", "3", 0);
    EXPECT(cpu_map_boot_limit() == NR_CPUS);
    parse("maxcpus", "2", 0);
    EXPECT(cpu_map_boot_limit() == 2);
    parse("maxcpus", "0", 0);
    EXPECT(cpu_map_boot_limit() == 1);
    parse("nosmp", "1", -EINVAL);
    parse("nosmp", NULL, 0);
    list_cpus(8);
    cpu_map_init(&scan);
    EXPECT(nr_cpu_ids == 3);
    EXPECT(strstr(console_captured(), "nr_cpus=3: 5 more CPUs are not used"));
}

static void present_is_what_can_be_started(void)
{
    list_cpus(7);
    scan.cpus[4].enable_method = "unheard-of";
    scan.cpus[5].enable_method = NULL;
    scan.cpus[6].node = 2;
    cpu_map_init(&scan);
    cpu_map_init_ops();
    EXPECT(num_possible_cpus() == 7 && num_present_cpus() == 4); /* 3: its prepare() fails */
    EXPECT(cpu_present(0) && cpu_present(1) && cpu_present(2) && cpu_present(6));
    EXPECT(get_cpu_ops(1) == &test_ops && !get_cpu_ops(3) && !get_cpu_ops(4) && !get_cpu_ops(7));
    EXPECT(cpu_to_node(6) == 2 && cpu_to_node(1) == NUMA_NO_NODE && cpu_to_node(9) == NUMA_NO_NODE);
    EXPECT(strstr(console_captured(), "3 CPUs cannot be started, CPU 3"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(boot_cpu_is_zero_wherever_it_stands),
        CASE(duplicates_are_named_and_left_out),
        CASE(unusable_entries_are_named_and_left_out),
        CASE(missing_boot_cpu_runs_alone),
        CASE(more_cpus_than_the_build_holds),
        CASE(entries_left_out_are_counted),
        CASE(options_limit),
        CASE(present_is_what_can_be_started),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
