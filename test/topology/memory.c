/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/smp.h>
#include <muster/topology.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: topology-memory NODES
 *
 * With NODES of 256 MiB each from 1 GiB on, or 0 for a machine without nodes: memory of a node lies
 * in the node and is used once; malloc() keeps what it has and gets more.
 */

#define RAM_BASE UINT64_C(0x40000000)
#define NODE_BYTES UINT64_C(0x10000000)
#define BLOCK_BYTES (1000 * 1000)
#define BLOCKS 16

static struct rendezvous meeting;
static unsigned char *blocks[NR_CPUS][BLOCKS];

static int node_of(const void *address)
{
    return (int)(((uintptr_t)address - RAM_BASE) / NODE_BYTES);
}

static void check_own_blocks(unsigned int cpu)
{
    int node = cpu_to_node(cpu);

    for (unsigned int i = 0; i < BLOCKS; i++) {
        unsigned char *block = muster_alloc_on_node(BLOCK_BYTES, node);
        CHECK(block && (uintptr_t)block % 4096 == 0);
        CHECK(node == NUMA_NO_NODE || node_of(block) == node);
        CHECK(muster_memory_node(block + BLOCK_BYTES - 1) == node);
        memset(block, (int)(cpu * BLOCKS + i), BLOCK_BYTES);
        blocks[cpu][i] = block;
    }
    rendezvous(&meeting);
    for (unsigned int i = 0; i < BLOCKS; i++)
        for (size_t byte = 0; byte < BLOCK_BYTES; byte += 999)
            CHECK(blocks[cpu][i][byte] == (unsigned char)(cpu * BLOCKS + i));
    rendezvous(&meeting);
}

/* Takes all of a node, in ever smaller pieces. malloc() keeps what it had, and fails with an
 * errno. */
static void exhaust(int node)
{
    unsigned char *before = malloc(BLOCK_BYTES);
    size_t taken_bytes = 0;

    CHECK(before);
    memset(before, 0x5a, BLOCK_BYTES);
    for (size_t bytes = NODE_BYTES; bytes >= 4096; bytes /= 2)
        for (void *block; (block = muster_alloc_on_node(bytes, node));) {
            CHECK(muster_memory_node(block) == (node == NUMA_NO_NODE ? NUMA_NO_NODE : node));
            memset(block, 0xa5, 4096);
            taken_bytes += bytes;
        }
    CHECK(taken_bytes > NODE_BYTES / 2);
    for (size_t byte = 0; byte < BLOCK_BYTES; byte++)
        CHECK(before[byte] == 0x5a);
    free(before);
}

static void check_errors(unsigned long node_count)
{
    static const char constant;

    CHECK(!muster_alloc_on_node(0, NUMA_NO_NODE));
    CHECK(!muster_alloc_on_node(SIZE_MAX, NUMA_NO_NODE));
    CHECK(!muster_alloc_on_node(SIZE_MAX / 2, NUMA_NO_NODE));
    CHECK(!muster_alloc_on_node(1, 77));
    CHECK(muster_memory_node((const void *)(RAM_BASE - 1)) == NUMA_NO_NODE);
    CHECK(muster_memory_node(&constant) == (node_count ? node_of(&constant) : NUMA_NO_NODE));
}

int app_main_percpu(unsigned int cpu)
{
    unsigned long node_count = arg_number(1);

    check_own_blocks(cpu);
    if (cpu != 0)
        return 0;
    check_errors(node_count);
    if (node_count == 0)
        exhaust(NUMA_NO_NODE);
    for (int node = 0; node < (int)node_count; node++)
        exhaust(node);
    /* The result must be used: a compiler may leave out a malloc() without a use. */
    __atomic_store_n(&blocks[0][0], malloc(NODE_BYTES), __ATOMIC_RELAXED);
    CHECK(!__atomic_load_n(&blocks[0][0], __ATOMIC_RELAXED) && errno == ENOMEM);
    return 0;
}
