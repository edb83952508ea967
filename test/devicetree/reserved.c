/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <libfdt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/fdt.h>
#include <muster/percpu.h>
#include <muster/reserved_memory.h>

#include "args.h"
#include "check.h"

/*
 * usage: devicetree-reserved [ADDRESS]
 *
 * With test/dts/reserved-memory.dts: neither the heap nor any CPU's memory is in a reserved range.
 * With ADDRESS: reads there.
 */

#define GROW_BYTES 65536
#define BLOCK_BYTES ((size_t)300000)
/* Between the reserved ranges there are 60 MiB besides the largest range. */
#define LEAST_OTHER_BYTES ((size_t)55 << 20)

static const struct {
    uintptr_t start, size_bytes;
} reserved[] = {
    {0x5c000000, 0x200000}, {0x5d000000, 0x1000}, {0x5e000000, 0x100000},
    {0x5f000000, 0x100000}, {0x5f200000, 0x1000}, {0x80000000, 0x10000000},
};

static DEFINE_PER_CPU(int, variable);

/* The regions that the runtime has placed, as each CPU has found them. */
static _Thread_local uint64_t pool_pa, pool_bytes, secret_pa, secret_bytes;

static int region(const char *path, uint64_t *start_pa, uint64_t *size_bytes)
{
    return muster_reserved_memory(fdt_path_offset(muster_fdt(), path), start_pa, size_bytes);
}

static void check_regions(void)
{
    uint64_t start_pa, size_bytes;

    CHECK(region("/reserved-memory/pool", &pool_pa, &pool_bytes) == 0);
    CHECK(pool_pa >= 0x40000000 && pool_pa + pool_bytes <= 0x60000000 && pool_bytes == 0x400000);
    CHECK(region("/reserved-memory/secret", &secret_pa, &secret_bytes) == 0);
    CHECK(secret_pa == 0x50700000 && secret_bytes == 0x2000); /* the highest place */
    CHECK(region("/reserved-memory/firmware@5c000000", &start_pa, &size_bytes) == 0);
    CHECK(start_pa == 0x5c000000 && size_bytes == 0x200000);
    CHECK(region("/reserved-memory/unused@5a000000", &start_pa, &size_bytes) == -ENOENT);
    CHECK(region("/cpus", &start_pa, &size_bytes) == -ENOENT);
    CHECK(muster_initrd(&(void *){NULL}, &(size_t){0}) == -ENOENT);
}

static bool touch(uint64_t start, uint64_t end, uint64_t region_pa, uint64_t region_bytes)
{
    return start < region_pa + region_bytes && region_pa < end;
}

static void check_outside(uintptr_t start, uintptr_t end)
{
    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
        CHECK(!touch(start, end, reserved[i].start, reserved[i].size_bytes));
    CHECK(!touch(start, end, pool_pa, pool_bytes) && !touch(start, end, secret_pa, secret_bytes));
}

static void check_heap(void)
{
    char *start = sbrk(0), *end;

    while (sbrk(GROW_BYTES) != (void *)-1)
        ;
    end = sbrk(0);
    CHECK(end > start);
    check_outside((uintptr_t)start, (uintptr_t)end);
    *(volatile char *)start = *(volatile char *)(end - 1) = 1;
}

/* malloc() goes on in the other ranges when the largest is used up. */
static void check_other_ranges(void)
{
    size_t bytes = 0;

    for (char *block; (block = malloc(BLOCK_BYTES)); bytes += BLOCK_BYTES) {
        check_outside((uintptr_t)block, (uintptr_t)block + BLOCK_BYTES);
        memset(block, 1, BLOCK_BYTES);
    }
    CHECK(bytes > LEAST_OTHER_BYTES);
}

int app_main_percpu(unsigned int cpu)
{
    int on_stack;

    if (muster_app_args()->argc > 1) {
        (void)*(volatile uint32_t *)arg_number(1);
        return 0;
    }
    check_regions();
    check_outside((uintptr_t)&on_stack, (uintptr_t)(&on_stack + 1));
    check_outside((uintptr_t)this_cpu_ptr(&variable), (uintptr_t)(this_cpu_ptr(&variable) + 1));
    check_outside((uintptr_t)&errno, (uintptr_t)(&errno + 1));
    if (cpu == 0) {
        memset((void *)(uintptr_t)pool_pa, 0x77, pool_bytes); /* it is mapped */
        check_heap();
        check_other_ranges();
    }
    return 0;
}
