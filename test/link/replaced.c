/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/smp.h>
#include <muster/smp_call.h>

#include "check.h"
#include "rendezvous.h"

/*
 * A program that defines functions of the libc. They replace the libc's, for the runtime and
 * libfdt, too. Its memcpy and memset use FP registers, as a handler's copies do here, while the
 * interrupted program has values of its own in them.
 */

#define ROUNDS 20
#define BLOCK_BYTES 48

typedef unsigned char wide_t __attribute__((vector_size(16), aligned(1), may_alias));

static unsigned long copies, fills, prints;
static struct rendezvous place;

static void count(unsigned long *counter)
{
    __atomic_store_n(counter, __atomic_load_n(counter, __ATOMIC_RELAXED) + 1, __ATOMIC_RELAXED);
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    unsigned char *at = to;
    const unsigned char *source = from;

    count(&copies);
    for (; bytes >= sizeof(wide_t); bytes -= sizeof(wide_t)) {
        *(wide_t *)at = *(const wide_t *)source;
        at += sizeof(wide_t);
        source += sizeof(wide_t);
    }
    while (bytes--)
        *at++ = *source++;
    return to;
}

void *memset(void *to, int value, size_t bytes)
{
    unsigned char *at = to;
    unsigned char byte = (unsigned char)value;
    wide_t wide = {byte, byte, byte, byte, byte, byte, byte, byte,
                   byte, byte, byte, byte, byte, byte, byte, byte};

    count(&fills);
    for (; bytes >= sizeof(wide_t); bytes -= sizeof(wide_t)) {
        *(wide_t *)at = wide;
        at += sizeof(wide_t);
    }
    while (bytes--)
        *at++ = byte;
    return to;
}

size_t strlen(const char *text)
{
    const char *end = text;

    while (*end)
        end++;
    return (size_t)(end - text);
}

int printf(const char *restrict format, ...)
{
    va_list arguments;

    count(&prints);
    va_start(arguments, format);
    fputs("ours: ", stdout);
    int written = vprintf(format, arguments);
    va_end(arguments);
    return written;
}

/* An allocator that never frees: malloc() and those that must come with it. calloc() stands on
 * it. */
#define OWN_BYTES 65536
static _Alignas(16) char own_memory[OWN_BYTES];
static size_t own_bytes;

static bool is_own(const char *memory)
{
    return memory >= own_memory && memory < own_memory + OWN_BYTES;
}

void *malloc(size_t bytes)
{
    size_t start = __atomic_fetch_add(&own_bytes, (bytes + 15) & ~(size_t)15, __ATOMIC_RELAXED);

    return start + bytes <= OWN_BYTES ? own_memory + start : NULL;
}

void free(void *memory)
{
    CHECK(!memory || is_own(memory));
}

void *realloc(void *memory, size_t bytes)
{
    void *larger = malloc(bytes);

    return memory && larger ? memmove(larger, memory, bytes) : larger;
}

static void copy_in_handler(void *info)
{
    unsigned char block[BLOCK_BYTES], copy[BLOCK_BYTES];

    memset(block, 0x5a, sizeof(block));
    memcpy(copy, block, sizeof(copy));
    __atomic_fetch_add((unsigned long *)info, copy[BLOCK_BYTES - 1], __ATOMIC_RELAXED);
}

/* Sums that stay in FP registers, interrupted or not. */
static void add_up(unsigned int cpu)
{
    double sum = 0, other = cpu, third = 1;

    for (unsigned int i = 0; i < 20000; i++) {
        sum += 0.5;
        other += 0.25;
        third += 2;
    }
    CHECK(sum == 10000 && other == 5000 + (double)cpu && third == 40001);
}

int app_main_percpu(unsigned int cpu)
{
    static unsigned long sum;

    rendezvous(&place);
    for (unsigned int round = 0; round < ROUNDS; round++)
        if (cpu == 0)
            on_each_cpu(copy_in_handler, &sum, true);
        else
            add_up(cpu);
    rendezvous(&place);
    if (cpu == 0) {
        CHECK(sum == 0x5aUL * ROUNDS * num_online_cpus());
        printf("%s of %zu characters\n", "text", strlen("text"));
        CHECK(prints == 1 && copies && fills);
        char *memory = calloc(3, 5);
        CHECK(is_own(memory) && !memory[14]);
        free(memory);
    }
    return 0;
}
