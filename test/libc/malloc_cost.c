/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/clock.h>

#include "check.h"

/*
 * What memory costs, in instructions: for a run with -icount, where an instruction is a nanosecond.
 * malloc() and free() cost the same however many holes there are and however large a block is, and
 * little for a block that the CPU has just freed. The libc's functions that clear, copy and move
 * memory do not do so byte by byte.
 */

#define BLOCKS 16000u
#define MAX_PAIR_INSN 1000
#define MAX_CACHED_PAIR_INSN 150
#define LARGE_BYTES ((size_t)128 << 20)
#define MOVED_BYTES ((size_t)1 << 20)
#define MIN_BYTES_PER_INSN 4

static uint64_t now(void)
{
    return muster_clock_ns();
}

/* Returns what it costs to free a block between two that are in use, and to allocate one that fits
 * into no hole: with so many holes at the end. */
static uint64_t insn_per_hole(unsigned int holes)
{
    static void *blocks[2 * BLOCKS];

    for (unsigned int i = 0; i < 2 * holes; i++)
        CHECK((blocks[i] = malloc(48)));
    uint64_t start = now();
    for (unsigned int i = 0; i < 2 * holes; i += 2)
        free(blocks[i]);
    for (unsigned int i = 0; i < 2 * holes; i += 2)
        CHECK((blocks[i] = malloc(64)));
    uint64_t insn = (now() - start) / holes;
    for (unsigned int i = 0; i < 2 * holes; i++)
        free(blocks[i]);
    return insn;
}

static void holes_cost_nothing(void)
{
    insn_per_hole(BLOCKS / 32); /* takes the heap's first memory, and fills the CPU's lists */
    uint64_t few = insn_per_hole(BLOCKS / 32), many = insn_per_hole(BLOCKS);

    printf("insn to free and allocate: %lu with few holes, %lu with many\n", (unsigned long)few,
           (unsigned long)many);
    CHECK(few < MAX_PAIR_INSN && many < few + few / 2);
}

/* A block of a size that this CPU has just freed takes no lock and no search. */
static void the_same_size_again_is_cheap(void)
{
    const unsigned int pairs = 1000;

    free(malloc(100));
    uint64_t start = now();
    for (unsigned int i = 0; i < pairs; i++)
        free(malloc(100));
    uint64_t insn = (now() - start) / pairs;

    printf("insn to allocate and free: %lu\n", (unsigned long)insn);
    CHECK(insn < MAX_CACHED_PAIR_INSN);
}

static void size_costs_nothing(void)
{
    uint64_t start = now();
    void *memory = malloc(LARGE_BYTES);
    uint64_t insn = now() - start;

    CHECK(memory);
    printf("insn to allocate %zu bytes: %lu\n", LARGE_BYTES, (unsigned long)insn);
    CHECK(insn < 5 * MAX_PAIR_INSN);
    free(memory);
}

static void report(const char *function, uint64_t insn)
{
    printf("insn for %s of %zu bytes: %lu\n", function, MOVED_BYTES, (unsigned long)insn);
    CHECK(insn < MOVED_BYTES / MIN_BYTES_PER_INSN);
}

static void bytes_are_moved_in_words(void)
{
    char *volatile memory = malloc(2 * MOVED_BYTES);
    uint64_t start = now();

    memset(memory, 0, 2 * MOVED_BYTES);
    report("memset(0)", (now() - start) / 2);
    start = now();
    memset(memory, 5, MOVED_BYTES);
    report("memset(5)", now() - start);
    start = now();
    memcpy(memory + MOVED_BYTES, memory, MOVED_BYTES);
    report("memcpy()", now() - start);
    start = now();
    memmove(memory + 1000, memory, MOVED_BYTES);
    report("memmove() up", now() - start);
    start = now();
    memmove(memory, memory + 1000, MOVED_BYTES);
    report("memmove() down", now() - start);
    free(memory);
}

/* Compares with what loops make of it, for lengths and alignments at which such code changes its
 * ways. */
static void bytes_are_where_they_belong(void)
{
    static unsigned char memory[600], expected[600];

    for (size_t bytes = 0; bytes < 300; bytes += bytes < 150 ? 1 : 17)
        for (size_t from = 0; from < 34; from += 3)
            for (size_t to = 0; to < 34; to += 5) {
                for (size_t i = 0; i < sizeof(memory); i++)
                    memory[i] = expected[i] = (unsigned char)(i * 7 + bytes);
                for (size_t i = 0; i < bytes; i++)
                    expected[to + i] = (unsigned char)((from + i) * 7 + bytes);
                memmove(memory + to, memory + from, bytes);
                for (size_t i = 0; i < sizeof(memory); i++)
                    CHECK(memory[i] == expected[i]);
            }
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    holes_cost_nothing();
    the_same_size_again_is_cheap();
    size_costs_nothing();
    bytes_are_moved_in_words();
    bytes_are_where_they_belong();
    return 0;
}
