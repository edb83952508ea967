/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>

#include "check.h"
#include "rendezvous.h"

/* Checks that errno and every thread-local variable are each CPU's own, and begin with the value of
 * the definition. */

#define INITIAL UINT64_C(0xfedcba9876543210)
#define ALIGNMENT 64
#define BIG_WORDS 300
#define ROUNDS 2000

static int target;
static _Thread_local uint64_t initialised = INITIAL;
static _Thread_local char odd[3] = "ab";
static _Thread_local int *pointer = &target; /* the program relocates the template */
static _Thread_local uint64_t zero;
static _Thread_local uint32_t big[BIG_WORDS];
static _Thread_local _Alignas(ALIGNMENT) uint32_t aligned_data = 5;
static _Thread_local _Alignas(ALIGNMENT) uint32_t aligned_zero;

static uintptr_t address_of[NR_CPUS]; /* of `big`, written by each CPU */
static struct rendezvous place;

static void check_initial_values(void)
{
    CHECK(initialised == INITIAL);
    CHECK(strcmp(odd, "ab") == 0);
    CHECK(pointer == &target);
    CHECK(zero == 0);
    CHECK(aligned_data == 5 && aligned_zero == 0);
    CHECK((uintptr_t)&aligned_data % ALIGNMENT == 0);
    CHECK((uintptr_t)&aligned_zero % ALIGNMENT == 0);
    for (size_t i = 0; i < BIG_WORDS; i++)
        CHECK(big[i] == 0);
}

static void write_patterns(unsigned int cpu)
{
    initialised = zero = cpu;
    aligned_data = aligned_zero = cpu + 1;
    odd[0] = (char)cpu;
    for (size_t i = 0; i < BIG_WORDS; i++)
        big[i] = (uint32_t)(cpu << 16 | i);
    address_of[cpu] = (uintptr_t)big;
}

static void check_patterns(unsigned int cpu)
{
    CHECK(initialised == cpu && zero == cpu);
    CHECK(aligned_data == cpu + 1 && aligned_zero == cpu + 1);
    CHECK(odd[0] == (char)cpu);
    for (size_t i = 0; i < BIG_WORDS; i++)
        CHECK(big[i] == (uint32_t)(cpu << 16 | i));
}

static void check_distances(unsigned int cpu)
{
    unsigned int other;

    for_each_online_cpu (other) {
        uintptr_t a = address_of[cpu], b = address_of[other];

        if (other != cpu)
            CHECK((a > b ? a - b : b - a) >= sizeof(big));
    }
}

/* Has the libc set errno to another value on each CPU, on all CPUs at once. */
static void check_errno(unsigned int cpu)
{
    CHECK(errno == 0);
    errno = (int)cpu + 1000;
    rendezvous(&place);
    CHECK(errno == (int)cpu + 1000);
    for (unsigned int round = 0; round < ROUNDS; round++) {
        errno = 0;
        if (cpu % 2)
            CHECK(strtol("99999999999999999999", NULL, 10) > 0);
        CHECK(errno == (cpu % 2 ? ERANGE : 0));
    }
}

int app_main_percpu(unsigned int cpu)
{
    check_initial_values();
    rendezvous(&place);
    write_patterns(cpu);
    rendezvous(&place);
    check_patterns(cpu);
    check_distances(cpu);
    check_errno(cpu);
    rendezvous(&place);
    check_patterns(cpu);
    return 0;
}
