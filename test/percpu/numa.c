/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/percpu.h>
#include <muster/topology.h>

#include "args.h"
#include "check.h"

/*
 * usage: percpu-numa NODE...
 *
 * Checks that each CPU has the node given, and that the CPU's own memory lies in that node: node n
 * has 256 MiB from 1 GiB + n * 256 MiB on.
 */

#define RAM_BASE UINT64_C(0x40000000)
#define NODE_BYTES UINT64_C(0x10000000)
#define NODES 2

static DEFINE_PER_CPU(int, variable);

static void check_place(const volatile void *pointer, int node)
{
    uint64_t address = (uintptr_t)pointer;

    if (node == NUMA_NO_NODE)
        CHECK(address >= RAM_BASE && address < RAM_BASE + NODES * NODE_BYTES);
    else
        CHECK((int)((address - RAM_BASE) / NODE_BYTES) == node);
}

int app_main_percpu(unsigned int cpu)
{
    volatile int on_stack;
    int node = atoi(arg_text((int)cpu + 1));

    CHECK((unsigned int)muster_app_args()->argc == num_online_cpus() + 1);
    CHECK(cpu_to_node(cpu) == node);
    check_place(this_cpu_ptr(&variable), node);
    check_place(&on_stack, node);
    check_place(&errno, node); /* in the TLS block */
    CHECK(cpu_to_node(num_online_cpus()) == NUMA_NO_NODE);
    return 0;
}
