/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <muster/app.h>
#include <muster/percpu.h>

#include "check.h"
#include "elsewhere.h"
#include "rendezvous.h"

/*
 * Each CPU has its own copies of all per-CPU variables, with the values of their definitions, and
 * its own stack. What one CPU writes does not show in the copies of the others.
 */

#define INITIAL_WORD UINT64_C(0x0123456789abcdef)
#define BLOCK_BYTES 1000 /* not a multiple of anything */
#define ROUNDS 1000

struct padded {
    unsigned int count;
    char tail;
};

static int target;
static DEFINE_PER_CPU(uint64_t, word) = INITIAL_WORD;
static DEFINE_PER_CPU(uint64_t, zero);
static DEFINE_PER_CPU(char, byte) = 'x';
static DEFINE_PER_CPU(int *, pointer) = &target; /* the program relocates the template */
static DEFINE_PER_CPU(unsigned char, block[BLOCK_BYTES]);
static DEFINE_PER_CPU_ALIGNED(struct padded, aligned) = {7, 't'};
static DEFINE_PER_CPU_ALIGNED(char, aligned_byte) = 'a';

static uintptr_t stack_of[NR_CPUS]; /* an address in the stack of each CPU, written by it */
static struct rendezvous place;

static void check_initial_values(unsigned int cpu)
{
    CHECK(per_cpu(word, cpu) == INITIAL_WORD);
    CHECK(per_cpu(zero, cpu) == 0);
    CHECK(per_cpu(byte, cpu) == 'x');
    CHECK(per_cpu(pointer, cpu) == &target);
    CHECK(per_cpu(aligned, cpu).count == 7 && per_cpu(aligned, cpu).tail == 't');
    CHECK(per_cpu(aligned_byte, cpu) == 'a');
    CHECK(per_cpu(defined_elsewhere, cpu) == DEFINED_ELSEWHERE);
    for (size_t i = 0; i < BLOCK_BYTES; i++)
        CHECK(per_cpu(block, cpu)[i] == 0);
}

static void check_addresses(unsigned int cpu)
{
    CHECK(this_cpu_ptr(&word) == per_cpu_ptr(&word, cpu));
    CHECK(this_cpu_ptr(&aligned) == per_cpu_ptr(&aligned, cpu));
    CHECK(__per_cpu_offset[cpu] % MUSTER_CACHE_LINE_BYTES == 0);
    CHECK((uintptr_t)this_cpu_ptr(&word) % sizeof(word) == 0);
    CHECK((uintptr_t)this_cpu_ptr(&pointer) % sizeof(pointer) == 0);
    CHECK((uintptr_t)this_cpu_ptr(&aligned) % MUSTER_CACHE_LINE_BYTES == 0);
    CHECK((uintptr_t)this_cpu_ptr(&aligned_byte) % MUSTER_CACHE_LINE_BYTES == 0);
}

static unsigned char block_pattern(unsigned int cpu, size_t i)
{
    return (unsigned char)(cpu * 37 + i);
}

static void write_patterns(unsigned int cpu)
{
    this_cpu_write(word, cpu);
    this_cpu_write(byte, (char)cpu);
    this_cpu_ptr(&aligned)->count = cpu;
    this_cpu_write(defined_elsewhere, cpu);
    for (size_t i = 0; i < BLOCK_BYTES; i++)
        (*this_cpu_ptr(&block))[i] = block_pattern(cpu, i);
}

static void check_patterns(unsigned int cpu)
{
    CHECK(per_cpu(word, cpu) == cpu);
    CHECK(per_cpu(byte, cpu) == (char)cpu);
    CHECK(per_cpu(aligned, cpu).count == cpu);
    CHECK(per_cpu(defined_elsewhere, cpu) == cpu);
    for (size_t i = 0; i < BLOCK_BYTES; i++)
        CHECK(per_cpu(block, cpu)[i] == block_pattern(cpu, i));
}

static void count(void)
{
    for (unsigned int round = 0; round < ROUNDS; round++) {
        this_cpu_inc(zero);
        this_cpu_add(aligned.count, 3);
    }
    CHECK(this_cpu_read(zero) == ROUNDS);
    CHECK(this_cpu_ptr(&aligned)->count == smp_processor_id() + 3 * ROUNDS);
}

/* Each CPU writes to the next one's copy. */
static void write_to_next(unsigned int cpu)
{
    unsigned int cpus = num_online_cpus();

    per_cpu(word, (cpu + 1) % cpus) = cpu;
    rendezvous(&place);
    CHECK(this_cpu_read(word) == (cpu + cpus - 1) % cpus);
}

/* Fills the stack that is used here while all other CPUs fill theirs. */
static void check_stack(unsigned int cpu)
{
    volatile uint32_t frame[STACK_BYTES / 2 / sizeof(uint32_t)];
    const size_t words = sizeof(frame) / sizeof(frame[0]);

    stack_of[cpu] = (uintptr_t)frame;
    for (size_t i = 0; i < words; i++)
        frame[i] = (uint32_t)(cpu << 16 | i);
    rendezvous(&place);
    for (size_t i = 0; i < words; i++)
        CHECK(frame[i] == (uint32_t)(cpu << 16 | i));
}

/* Checks that stacks and areas are at least as far from each other as they are large. */
static void check_distances(unsigned int cpu)
{
    unsigned int other;

    for_each_online_cpu (other) {
        uintptr_t a = stack_of[cpu], b = stack_of[other];
        uintptr_t area_a = __per_cpu_offset[cpu], area_b = __per_cpu_offset[other];

        if (other == cpu)
            continue;
        CHECK((a > b ? a - b : b - a) >= STACK_BYTES);
        CHECK((area_a > area_b ? area_a - area_b : area_b - area_a) >= BLOCK_BYTES);
    }
}

int app_main_percpu(unsigned int cpu)
{
    unsigned int other;

    check_initial_values(cpu);
    check_addresses(cpu);
    if (cpu == 0)
        for_each_online_cpu (other)
            check_initial_values(other);
    rendezvous(&place);

    write_patterns(cpu);
    rendezvous(&place);
    if (cpu == 0)
        for_each_online_cpu (other)
            check_patterns(other);
    check_patterns(cpu);
    rendezvous(&place);

    count();
    rendezvous(&place);
    write_to_next(cpu);
    check_stack(cpu);
    check_distances(cpu);
    return 0;
}
