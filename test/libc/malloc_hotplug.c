/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/order.h>
#include <muster/smp.h>
#include <muster/smp_call.h>

#include "check.h"

/*
 * A CPU that goes down gives the free blocks that it has kept back to the heap: another CPU gets
 * them, when there is nothing else left.
 */

#define BLOCKS 24u
#define BLOCK_BYTES 1000

/* Leaves the calling CPU with free blocks that it keeps. */
static void use_memory(void *unused)
{
    void *blocks[BLOCKS];

    (void)unused;
    for (unsigned int i = 0; i < BLOCKS; i++)
        CHECK((blocks[i] = malloc(BLOCK_BYTES)));
    for (unsigned int i = 0; i < BLOCKS; i++)
        free(blocks[i]);
}

/* Takes all memory that can be had, for good. */
static void take_all(void)
{
    for (size_t bytes = (size_t)1 << 40; bytes > 0; bytes /= 2)
        while (malloc(bytes))
            ;
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    while (!muster_cpu_is_idle(1))
        cpu_relax();

    CHECK(smp_call_function_single(1, use_memory, NULL, true) == 0);
    take_all();
    CHECK(!malloc(BLOCK_BYTES)); /* what CPU 1 keeps is out of reach */
    CHECK(cpu_down(1) == 0);
    for (unsigned int i = 0; i < BLOCKS / 2; i++)
        CHECK(malloc(BLOCK_BYTES));
    return 0;
}
