/* SPDX-License-Identifier: MIT */
#include <muster/cpumask.h>

#include "base/cpumask_set.h"

/* Sets of CPUs: the operations of <muster/cpumask.h> that are not inline, and the machine's four
 * masks. */

unsigned int nr_cpu_ids = 1;

struct cpumask __cpu_possible_mask;
struct cpumask __cpu_present_mask;
struct cpumask __cpu_online_mask;
struct cpumask __cpu_active_mask;

/* Reads one word of a mask that other CPUs may be changing. The acquire pairs with the release in
 * set_cpu_*(). */
static uint64_t word_of(const struct cpumask *mask, unsigned int word)
{
    return __atomic_load_n(&mask->bits[word], __ATOMIC_ACQUIRE);
}

void cpumask_andnot(struct cpumask *to, const struct cpumask *a, const struct cpumask *b)
{
    for (unsigned int word = 0; word < MUSTER_CPUMASK_WORDS; word++)
        to->bits[word] = word_of(a, word) & ~word_of(b, word);
}

bool cpumask_equal(const struct cpumask *a, const struct cpumask *b)
{
    for (unsigned int word = 0; word < MUSTER_CPUMASK_WORDS; word++)
        if (word_of(a, word) != word_of(b, word))
            return false;
    return true;
}

bool cpumask_empty(const struct cpumask *mask)
{
    for (unsigned int word = 0; word < MUSTER_CPUMASK_WORDS; word++)
        if (word_of(mask, word))
            return false;
    return true;
}

/* Returns the number of bits set, by adding up wider and wider fields of the word.
 * __builtin_popcountll is no choice here: without FP registers the compiler turns it into a call
 * into its support library. */
static unsigned int bits_set(uint64_t bits)
{
    bits -= (bits >> 1) & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) + ((bits >> 2) & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (unsigned int)((bits * UINT64_C(0x0101010101010101)) >> 56);
}

unsigned int cpumask_weight(const struct cpumask *mask)
{
    unsigned int weight = 0;

    for (unsigned int word = 0; word < MUSTER_CPUMASK_WORDS; word++) {
        uint64_t bits = word_of(mask, word);

        if (bits)
            weight += bits_set(bits);
    }
    return weight;
}

unsigned int cpumask_next_from(unsigned int from, const struct cpumask *mask)
{
    unsigned int word = from / 64;
    uint64_t bits;

    if (from >= NR_CPUS)
        return NR_CPUS;

    bits = word_of(mask, word) & (~UINT64_C(0) << (from % 64));
    while (!bits) {
        if (++word == MUSTER_CPUMASK_WORDS)
            return NR_CPUS;
        bits = word_of(mask, word);
    }
    return word * 64 + (unsigned int)__builtin_ctzll(bits);
}

static void set_cpu(struct cpumask *mask, unsigned int cpu, bool on)
{
    if (on)
        cpumask_set_cpu(cpu, mask);
    else
        cpumask_clear_cpu(cpu, mask);
}

void set_cpu_possible(unsigned int cpu, bool on)
{
    set_cpu(&__cpu_possible_mask, cpu, on);
}

void set_cpu_present(unsigned int cpu, bool on)
{
    set_cpu(&__cpu_present_mask, cpu, on);
}

void set_cpu_online(unsigned int cpu, bool on)
{
    set_cpu(&__cpu_online_mask, cpu, on);
}

void set_cpu_active(unsigned int cpu, bool on)
{
    set_cpu(&__cpu_active_mask, cpu, on);
}
