/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <libfdt.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/fdt.h>
#include <muster/percpu.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: boot-arrival CPUS [HWID...]
 *
 * Checks that CPUS CPUs arrive, each once and all together, and that the map and the masks agree.
 * Their hardware ids are those of the device tree's enabled CPUs, or HWID... in the order of their
 * numbers.
 */

#define FIRST_HWID_ARG 2

static unsigned int expected;
static DEFINE_PER_CPU(unsigned int, own_arrivals);
static unsigned int arrivals[NR_CPUS]; /* added to by the CPU that it is of */
static unsigned int finished_states;   /* CPUs that have passed a state of the ONLINE section */
static struct rendezvous end;

static int count_finished(unsigned int cpu)
{
    CHECK(cpu == smp_processor_id());
    __atomic_fetch_add(&finished_states, 1, __ATOMIC_RELEASE);
    return 0;
}

__attribute__((constructor)) static void prepare(void)
{
    expected = arg_number(1);
    CHECK(cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "test:arrival", count_finished, NULL) > 0);
}

static void check_mask(const struct cpumask *mask)
{
    unsigned int cpu, next = 0;

    CHECK(cpumask_weight(mask) == expected);
    for_each_cpu (cpu, mask)
        CHECK(cpu == next++);
    CHECK(next == expected);
    CHECK(!cpumask_test_cpu(expected, mask));
}

static void check_masks(void)
{
    CHECK(nr_cpu_ids == expected);
    check_mask(cpu_possible_mask);
    check_mask(cpu_present_mask);
    check_mask(cpu_online_mask);
    check_mask(cpu_active_mask);
}

static void check_map(void)
{
    for (unsigned int cpu = 0; cpu < expected; cpu++) {
        uint64_t hwid = cpu_logical_map(cpu);
        const uint64_t mt_and_res1 = UINT64_C(0x81000000);

        CHECK(hwid != INVALID_HWID);
        CHECK(get_logical_index(hwid) == (int)cpu);
        CHECK(get_logical_index(hwid | mt_and_res1) == (int)cpu);
    }
    CHECK(cpu_logical_map(expected) == INVALID_HWID);
    CHECK(cpu_logical_map(UINT32_MAX) == INVALID_HWID);
    CHECK(get_logical_index(0xfedcba) == -EINVAL);
    CHECK(get_logical_index(INVALID_HWID) == -EINVAL);
}

static void check_given_ids(void)
{
    CHECK((unsigned int)muster_app_args()->argc == FIRST_HWID_ARG + expected);
    for (unsigned int cpu = 0; cpu < expected; cpu++)
        CHECK(cpu_logical_map(cpu) == arg_number((int)(FIRST_HWID_ARG + cpu)));
}

/* Reads the tree with libfdt, which the runtime does not use for this. */
static void check_tree_ids(void)
{
    const void *tree = muster_fdt();
    int cpus = fdt_path_offset(tree, "/cpus"), node, length;
    unsigned int listed = 0;

    fdt_for_each_subnode (node, tree, cpus) {
        const char *type = fdt_getprop(tree, node, "device_type", NULL);
        const fdt32_t *reg = fdt_getprop(tree, node, "reg", &length);

        if (!type || strcmp(type, "cpu") != 0)
            continue;
        CHECK(reg && length == (int)sizeof(*reg));
        CHECK(get_logical_index(fdt32_to_cpu(*reg)) >= 0);
        listed++;
    }
    CHECK(listed == expected);
}

static void check_arrivals(void)
{
    for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
        CHECK(arrivals[cpu] == (cpu < expected));
    for (unsigned int cpu = 0; cpu < expected; cpu++)
        CHECK(per_cpu(own_arrivals, cpu) == 1);
}

/* Runs after the last CPU has returned. Checks that no CPU has come a second time meanwhile. */
__attribute__((destructor)) static void check_again(void)
{
    check_arrivals();
}

int app_main_percpu(unsigned int cpu)
{
    unsigned int other;

    CHECK(smp_load_acquire(&finished_states) == expected);
    CHECK(cpu == smp_processor_id());
    CHECK(cpu < expected);
    CHECK(num_online_cpus() == expected);
    for_each_online_cpu (other)
        CHECK(cpuhp_cpu_state(other) == CPUHP_ONLINE);
    this_cpu_inc(own_arrivals);
    CHECK(__atomic_fetch_add(&arrivals[cpu], 1, __ATOMIC_RELAXED) == 0);
    if (!is_last(&end))
        return 0;

    check_arrivals();
    check_masks();
    check_map();
    if (muster_app_args()->argc > FIRST_HWID_ARG)
        check_given_ids();
    else
        check_tree_ids();
    return 0;
}
