/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <muster/app.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: libc-malloc ROUNDS
 *
 * All CPUs allocate, grow, shrink and free blocks at once, also each other's; every block keeps
 * what its owner wrote.
 */

#define SLOTS 16
#define MAX_BYTES 400
#define STEP_BYTES ((size_t)64 << 10)         /* the heap grows by that or more */
#define KEPT_BYTES_PER_CPU ((size_t)64 << 10) /* free blocks that a CPU keeps for itself */
#define HEAP_BYTES_PER_CPU (4 * (SLOTS + 2) * MAX_BYTES + KEPT_BYTES_PER_CPU)

struct block {
    unsigned char *bytes;
    size_t size;
    unsigned char pattern;
};

static char *heap_start;

/* Blocks in transit: a CPU puts one in its place, its neighbour takes it out and frees it. */
static struct block *handed_over[NR_CPUS];

/* Returns the CPU's next random number (xorshift), the same in every run. */
static uint32_t next_number(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void check_bytes(const struct block *block, size_t size)
{
    for (size_t i = 0; i < size; i++)
        CHECK(block->bytes[i] == block->pattern);
}

static void write_bytes(struct block *block, uint32_t number)
{
    block->pattern = (unsigned char)(number >> 24);
    memset(block->bytes, block->pattern, block->size);
}

static void allocate(struct block *block, uint32_t number)
{
    size_t alignment = sizeof(void *);

    block->size = number % MAX_BYTES + 1;
    if (number & 0x10000) {
        block->bytes = calloc(block->size, 1);
        block->pattern = 0;
        CHECK(block->bytes);
        check_bytes(block, block->size);
    } else if (number & 0x20000) {
        alignment = (size_t)16 << (number >> 18 & 3);
        block->bytes = aligned_alloc(alignment, block->size);
        CHECK(block->bytes);
    } else {
        block->bytes = malloc(block->size);
        CHECK(block->bytes);
    }
    CHECK((uintptr_t)block->bytes % alignment == 0);
    write_bytes(block, number);
}

static void resize(struct block *block, uint32_t number)
{
    size_t size = number % MAX_BYTES + 1;

    block->bytes = realloc(block->bytes, size);
    CHECK(block->bytes);
    check_bytes(block, size < block->size ? size : block->size);
    block->size = size;
    write_bytes(block, number);
}

static void release(struct block *block)
{
    check_bytes(block, block->size);
    free(block->bytes);
    block->bytes = NULL;
}

/* Puts a copy of @p block into this CPU's place, if the place is empty. */
static void hand_over(unsigned int cpu, const struct block *block)
{
    struct block *copy, *none = NULL;

    if (__atomic_load_n(&handed_over[cpu], __ATOMIC_RELAXED))
        return;
    copy = malloc(sizeof(*copy));
    CHECK(copy);
    *copy = *block;
    copy->bytes = malloc(copy->size);
    CHECK(copy->bytes);
    memcpy(copy->bytes, block->bytes, copy->size);
    CHECK(__atomic_compare_exchange_n(&handed_over[cpu], &none, copy, false, __ATOMIC_RELEASE,
                                      __ATOMIC_RELAXED));
}

static void take_over(unsigned int from)
{
    struct block *block = __atomic_exchange_n(&handed_over[from], NULL, __ATOMIC_ACQUIRE);

    if (!block)
        return;
    release(block);
    free(block);
}

static void hammer(unsigned int cpu, unsigned long rounds)
{
    struct block blocks[SLOTS] = {0};
    uint32_t state = cpu * 2654435761u + 1;
    unsigned int next = (cpu + 1) % num_online_cpus();

    while (rounds--) {
        uint32_t number = next_number(&state);
        struct block *block = &blocks[number >> 8 & (SLOTS - 1)];

        if (!block->bytes)
            allocate(block, number);
        else if (number & 0x1000)
            resize(block, number);
        else if (number & 0x2000)
            hand_over(cpu, block);
        else
            release(block);
        take_over(next);
    }
    for (unsigned int i = 0; i < SLOTS; i++)
        if (blocks[i].bytes)
            release(&blocks[i]);
}

__attribute__((constructor)) static void prepare(void)
{
    heap_start = sbrk(0);
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous start, end;

    rendezvous(&start);
    hammer(cpu, arg_number(1));
    if (!is_last(&end))
        return 0;

    for (cpu = 0; cpu < num_online_cpus(); cpu++)
        take_over(cpu);
    /* Checks that free memory has been used again: the heap is not much larger than what was in
     * use. */
    CHECK((size_t)((char *)sbrk(0) - heap_start) <
          num_online_cpus() * HEAP_BYTES_PER_CPU + STEP_BYTES);
    return 0;
}
