/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <libfdt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/fdt.h>
#include <muster/percpu.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: boot-memory malloc|sbrk MIB
 *
 * On a machine of MIB MiB the heap is nearly all of it: CPU 0 takes it in one piece and fills it,
 * while the other CPUs check that nothing of their own memory changes.
 */

#define MIB ((size_t)1 << 20)
/* The most that the program, the device tree, the areas of four CPUs and page tables take. */
#define OTHER_USE_BYTES (4 * MIB)
/* The unmapped memory below the stacks, a part of the RAM at most. */
#define GUARD_PARTS 120
#define PAGE_BYTES 4096
/* The two ends of the heap, which are next to other memory, are written completely. Between them
 * only so many places are written. */
#define END_BYTES ((size_t)256 << 10)
#define LOOKS 256
#define WATCHED_WORDS 256
#define PATTERN UINT64_C(0x5a5a0000a5a50000)

static DEFINE_PER_CPU(uint64_t, watched[WATCHED_WORDS]);
static uint64_t watched_data[WATCHED_WORDS] = {PATTERN};
static uint32_t filled;

static uint32_t tree_checksum(void)
{
    const unsigned char *byte = muster_fdt();
    uint32_t sum = 0;

    for (size_t left = fdt_totalsize(byte); left; left--)
        sum = (sum << 1 | sum >> 31) ^ *byte++;
    return sum;
}

static size_t step_bytes(size_t bytes)
{
    return bytes / LOOKS / PAGE_BYTES * PAGE_BYTES + PAGE_BYTES;
}

static void fill(uint64_t *heap, size_t bytes)
{
    memset(heap, 0x33, END_BYTES);
    for (size_t at = END_BYTES; at < bytes - END_BYTES; at += step_bytes(bytes))
        heap[at / sizeof(*heap)] = PATTERN ^ at;
    memset((char *)heap + bytes - END_BYTES, 0x44, END_BYTES);
}

static void check_fill(const uint64_t *heap, size_t bytes)
{
    const unsigned char *byte = (const unsigned char *)heap;

    for (size_t at = END_BYTES; at < bytes - END_BYTES; at += step_bytes(bytes))
        CHECK(heap[at / sizeof(*heap)] == (PATTERN ^ at));
    for (size_t at = 0; at < END_BYTES; at++)
        CHECK(byte[at] == 0x33 && byte[bytes - 1 - at] == 0x44);
}

static void use(void *heap, size_t bytes)
{
    uint32_t sum = tree_checksum();

    fill(heap, bytes);
    check_fill(heap, bytes);
    CHECK(tree_checksum() == sum);
}

/* Called through a pointer: compilers may leave out a malloc() that they know, and believe that it
 * keeps errno. */
static void *(*volatile allocate)(size_t) = malloc;

static void use_malloc(size_t bytes)
{
    void *heap = allocate(bytes);

    CHECK(heap);
    use(heap, bytes);
    errno = 0;
    CHECK(!allocate(bytes));
    CHECK(errno == ENOMEM);
    free(heap);
    heap = allocate(bytes / 4);
    CHECK(heap);
    free(heap);
}

static void use_sbrk(size_t bytes)
{
    char *heap = sbrk((ptrdiff_t)bytes);

    CHECK(heap != (void *)-1);
    use(heap, bytes);
    errno = 0;
    CHECK(sbrk((ptrdiff_t)bytes) == (void *)-1);
    CHECK(errno == ENOMEM);
    CHECK(sbrk(-(ptrdiff_t)bytes) == heap + bytes);
    CHECK(sbrk(0) == heap);
    CHECK(sbrk(-1) == (void *)-1);
}

static void watch(unsigned int cpu)
{
    volatile uint64_t on_stack[WATCHED_WORDS];

    for (unsigned int i = 0; i < WATCHED_WORDS; i++)
        on_stack[i] = (*this_cpu_ptr(&watched))[i] = PATTERN + cpu;
    wait_until(smp_load_acquire(&filled));
    for (unsigned int i = 0; i < WATCHED_WORDS; i++) {
        CHECK(on_stack[i] == PATTERN + cpu);
        CHECK((*this_cpu_ptr(&watched))[i] == PATTERN + cpu);
        CHECK(watched_data[i] == (i == 0 ? PATTERN : 0));
    }
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu == 0) {
        size_t ram_bytes = arg_number(2) * MIB;
        size_t bytes = ram_bytes - ram_bytes / GUARD_PARTS - OTHER_USE_BYTES;

        if (arg_is(1, "malloc"))
            use_malloc(bytes);
        else
            use_sbrk(bytes);
        smp_store_release(&filled, 1);
    } else {
        watch(cpu);
    }
    return 0;
}
