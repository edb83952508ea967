/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/smp.h>

#include "check.h"

/*
 * With test/dts/crowded.dts: all that can be used is used, and the heap keeps out of what the tree
 * reserves. Ranges of RAM that touch each other are one, so that the heap grows through them.
 */

#define GROW_BYTES 65536
#define LEAST_HEAP_BYTES ((size_t)256 << 20)

static const struct {
    uintptr_t start, end;
} reserved[] = {
    {0x44000000, 0x440a0000}, /* many, with gaps */
    {0x5c000123, 0x5d000456}, /* the initrd */
    {0x5e000000, UINTPTR_MAX},
};

static void check_outside(uintptr_t start, uintptr_t end)
{
    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
        CHECK(end <= reserved[i].start || start >= reserved[i].end);
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    CHECK(num_online_cpus() == 2);

    char *start = sbrk(0);
    while (sbrk(GROW_BYTES) != (void *)-1)
        ;
    char *end = sbrk(0);
    CHECK((size_t)(end - start) >= LEAST_HEAP_BYTES);
    check_outside((uintptr_t)start, (uintptr_t)end);
    *(volatile char *)start = *(volatile char *)(end - 1) = 1;
    return 0;
}
