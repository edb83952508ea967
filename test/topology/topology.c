/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/smp.h>
#include <muster/topology.h>

#include "args.h"
#include "check.h"

/*
 * usage: topology tree|mpidr PLACE...
 *
 * Checks that each CPU stands at the place given, package.cluster.core.thread, which comes from the
 * device tree or from MPIDR. All CPUs ask at once.
 */

int app_main_percpu(unsigned int cpu)
{
    struct muster_topology at;
    struct cpumask mask;
    unsigned int order[NR_CPUS];
    char text[48];

    uint64_t start = muster_counter();
    CHECK(muster_topology_of(cpu, &at) == 0);
    if (cpu == 0)
        printf("the first call took %lu ticks\n", (unsigned long)(muster_counter() - start));
    CHECK(at.from_tree == arg_is(1, "tree"));
    CHECK(at.node == cpu_to_node(cpu));
    if ((int)cpu + 2 < muster_app_args()->argc) {
        snprintf(text, sizeof(text), "%u.%u.%u.%u", at.package, at.cluster, at.core, at.thread);
        CHECK(strcmp(text, arg_text((int)cpu + 2)) == 0);
    }
    CHECK(muster_siblings(cpu, MUSTER_LEVEL_CORE, &mask) == 0 && cpumask_test_cpu(cpu, &mask));
    CHECK(muster_cpu_order(MUSTER_SPREAD, order, NR_CPUS) == num_online_cpus());
    CHECK(order[0] == 0);
    return 0;
}
