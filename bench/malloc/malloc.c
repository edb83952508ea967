/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/lock.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/order.h>
#include <muster/smp.h>

/*
 * usage: bench-malloc PAIRS [icount]
 *
 * What does memory cost when all CPUs allocate and free it at once? Each CPU makes PAIRS pairs of
 * malloc() and free(), of three kinds. The time for a pair is that of all by the number of all
 * pairs: instructions where the counter counts them (-icount shift=0, argument "icount"), else
 * nanoseconds.
 */

#define PRIVATE_BYTES 64
#define MIXED_SLOTS 32u
#define MIXED_MAX_BYTES 1024
#define RING_SLOTS 64u

static const char *unit = "ns";

/* ---- all CPUs at once ------------------------------------------------------------------------ */

static uint32_t arrivals;

/* Waits until all CPUs have come. It can be used again and again. */
static void meet(void)
{
    uint32_t cpus = num_online_cpus();
    uint32_t ticket = __atomic_fetch_add(&arrivals, 1, __ATOMIC_ACQ_REL);

    while ((int32_t)(smp_load_acquire(&arrivals) - (ticket / cpus + 1) * cpus) < 0)
        cpu_relax();
}

static void print_result(const char *figure, uint64_t ticks, uint64_t operations)
{
    const uint64_t ns_per_s = 1000000000, divisor = (uint64_t)muster_counter_hz() * operations;
    uint64_t hundredths = (uint64_t)((unsigned __int128)ticks * ns_per_s * 100 / divisor);

    printf("RESULT bench=malloc figure=%s cpus=%u value=%" PRIu64 ".%02" PRIu64
           " unit=%s libc=" LIBC "\n",
           figure, num_online_cpus(), hundredths / 100, hundredths % 100, unit);
}

static void measure(const char *figure, void (*make_pairs)(unsigned int cpu, unsigned long pairs),
                    unsigned int cpu, unsigned long pairs)
{
    make_pairs(cpu, pairs / 16); /* memory that has been taken from the heap once */
    meet();
    uint64_t begin = muster_counter();
    make_pairs(cpu, pairs);
    meet();
    if (cpu == 0)
        print_result(figure, muster_counter() - begin, (uint64_t)pairs * num_online_cpus());
    meet();
}

static void *take(size_t bytes)
{
    void *block = malloc(bytes);

    if (!block) {
        printf("bench-malloc: no memory for %zu bytes\n", bytes);
        exit(1);
    }
    return block;
}

/* ---- the kinds of pairs ---------------------------------------------------------------------- */

static void private_pairs(unsigned int cpu, unsigned long pairs)
{
    (void)cpu;
    while (pairs--) {
        char *volatile block = take(PRIVATE_BYTES);
        free(block);
    }
}

/* Blocks of all sizes, freed in another order than they were allocated in. */
static void mixed_pairs(unsigned int cpu, unsigned long pairs)
{
    void *blocks[MIXED_SLOTS] = {NULL};
    uint32_t state = cpu + 1;

    while (pairs--) {
        state = state * 1664525 + 1013904223;
        void **block = &blocks[(state >> 8) % MIXED_SLOTS];
        free(*block);
        *block = take((state >> 16) % MIXED_MAX_BYTES + 1);
    }
    for (unsigned int i = 0; i < MIXED_SLOTS; i++)
        free(blocks[i]);
}

/* A CPU's blocks on their way to the next CPU, which frees them. A full slot is not NULL. */
static struct ring {
    void *slots[RING_SLOTS];
} rings[NR_CPUS];

static bool put(struct ring *ring, unsigned long number, void *block)
{
    void **slot = &ring->slots[number % RING_SLOTS];

    if (smp_load_acquire(slot)) /* the reader's NULL */
        return false;
    smp_store_release(slot, block);
    return true;
}

static bool get_and_free(struct ring *ring, unsigned long number)
{
    void **slot = &ring->slots[number % RING_SLOTS], *block = smp_load_acquire(slot);

    if (!block)
        return false;
    smp_store_release(slot, NULL);
    free(block);
    return true;
}

static void handed_over_pairs(unsigned int cpu, unsigned long pairs)
{
    struct ring *to = &rings[cpu], *from = &rings[(cpu + 1) % num_online_cpus()];
    unsigned long sent = 0, freed = 0;
    void *block = NULL;

    while (sent < pairs || freed < pairs) {
        if (sent < pairs && !block)
            block = take(PRIVATE_BYTES);
        bool has_sent = block && put(to, sent, block);
        if (has_sent) {
            block = NULL;
            sent++;
        }
        bool has_freed = freed < pairs && get_and_free(from, freed);
        freed += has_freed;
        if (!has_sent && !has_freed)
            cpu_relax();
    }
}

/* ---- what the libc's lock hooks cost --------------------------------------------------------- */

/* Measures the libc's lock hooks, of which stdio and atexit() call a pair or two. The cost of the
 * loop is taken off. */
static void measure_locks(unsigned long pairs)
{
    _LOCK_RECURSIVE_T lock;
    uint64_t begin, empty;

    __retarget_lock_init_recursive(&lock);
    begin = muster_counter();
    for (unsigned long i = 0; i < pairs; i++)
        muster_compiler_barrier();
    empty = muster_counter() - begin;
    begin = muster_counter();
    for (unsigned long i = 0; i < pairs; i++) {
        muster_compiler_barrier();
        __retarget_lock_acquire_recursive(lock);
        __retarget_lock_release_recursive(lock);
        __retarget_lock_acquire_recursive(lock);
        __retarget_lock_release_recursive(lock);
    }
    print_result("lock_overhead", muster_counter() - begin - empty, pairs);
    __retarget_lock_close_recursive(lock);
}

int app_main_percpu(unsigned int cpu)
{
    const struct muster_args *args = muster_app_args();
    unsigned long pairs = args->argc > 1 ? strtoul(args->argv[1], NULL, 10) : 0;

    if (pairs < 16) {
        if (cpu == 0)
            printf("bench-malloc: it needs a number of pairs, 16 or more\n");
        return 2;
    }
    if (cpu == 0 && args->argc > 2 && strcmp(args->argv[2], "icount") == 0)
        unit = "insn";
    measure("private_pair", private_pairs, cpu, pairs);
    measure("mixed_pair", mixed_pairs, cpu, pairs);
    measure("handed_over_pair", handed_over_pairs, cpu, pairs);
    if (cpu == 0 && num_online_cpus() == 1)
        measure_locks(pairs);
    return 0;
}
