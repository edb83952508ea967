/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/fork.h>
#include <muster/smp.h>

/*
 * What does it cost to have every CPU call a function, and to wait until all have returned? CPU 0
 * forks an empty function on each of the others, calls it itself, and joins them. Instructions of
 * all CPUs together where the counter counts them (-icount shift=0, argument "icount"), else
 * nanoseconds.
 *
 * waiting=looking: one round straight after the other, so the CPUs still look for work;
 * waiting=asleep: each round finds them asleep, and wakes them.
 */

/* A tick of the counter is 16 instructions; the average of so many rounds is finer. */
#define ROUNDS 256u

static const char *unit = "ns";

static bool has_failed;

static void nothing(void *unused)
{
    (void)unused;
}

static void fork_join(void)
{
    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++)
        has_failed |= muster_fork(cpu, nothing, NULL) != 0;
    nothing(NULL);
    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++)
        has_failed |= muster_join(cpu) != 0;
}

static void print_result(const char *waiting, uint64_t ticks)
{
    const uint64_t ns_per_s = 1000000000, hz = muster_counter_hz();
    uint64_t ns = ticks / hz * ns_per_s + ticks % hz * ns_per_s / hz;
    uint64_t hundredths = ns * 100 / ROUNDS;

    printf("RESULT bench=sync figure=fork_join cpus=%u value=%" PRIu64 ".%02" PRIu64
           " unit=%s waiting=%s\n",
           num_online_cpus(), hundredths / 100, hundredths % 100, unit, waiting);
}

/* Counts only the rounds, not what lies between them. */
static void measure(const char *waiting, uint64_t pause_us)
{
    uint64_t ticks = 0;

    for (unsigned int i = 0; i < ROUNDS / 16; i++)
        fork_join();
    for (unsigned int i = 0; i < ROUNDS; i++) {
        if (pause_us)
            udelay(pause_us);
        uint64_t begin = muster_counter();
        fork_join();
        ticks += muster_counter() - begin;
    }
    print_result(waiting, ticks);
}

int app_main_percpu(unsigned int cpu)
{
    const struct muster_args *args = muster_app_args();
    const uint64_t until_asleep_us = 100;

    if (cpu != 0)
        return 0;
    for (int i = 1; i < args->argc; i++)
        if (strcmp(args->argv[i], "icount") == 0)
            unit = "insn";
    for (cpu = 1; cpu < nr_cpu_ids; cpu++)
        muster_join(cpu);
    measure("looking", 0);
    measure("asleep", until_asleep_us);
    if (has_failed)
        fprintf(stderr, "a function was not taken, or did not return\n");
    return has_failed;
}
