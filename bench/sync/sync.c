/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/bench.h>
#include <muster/order.h>
#include <muster/reduce.h>
#include <muster/smp.h>

#include "measure.h"

/*
 * What do cores pay to work together? First all CPUs measure what they do together and against each
 * other; then all but two leave; then CPU 0 measures alone. Instructions of all CPUs together where
 * the counter counts them (-icount shift=0, argument "icount"), else nanoseconds.
 */

#define MOST_ROUNDS 1000000u

DEFINE_MUSTER_BARRIER(all);
unsigned int rounds = 256;

static void print(const char *figure, const char *suffix, uint64_t hundredths)
{
    printf("RESULT bench=sync figure=%s%s cpus=%u value=%" PRIu64 ".%02" PRIu64 " unit=%s\n",
           figure, suffix, muster_barrier_size(&all), hundredths / 100, hundredths % 100,
           muster_bench_option("icount") ? "insn" : "ns");
}

static uint64_t hundredths_of(uint64_t ticks, uint64_t empty_ticks, uint64_t operations)
{
    const uint64_t ns_per_s = 1000000000;

    /* In time the loop is nothing beside how much two measurements differ. */
    if (muster_bench_option("icount"))
        ticks = ticks > empty_ticks ? ticks - empty_ticks : 0;
    return ticks * ns_per_s / muster_counter_hz() * 100 / operations;
}

void print_figure(const char *figure, uint64_t ticks, uint64_t empty_ticks, uint64_t operations)
{
    print(figure, "", hundredths_of(ticks, empty_ticks, operations));
}

void print_figure_of_all(const char *figure, uint64_t ticks, uint64_t empty_ticks,
                         uint64_t operations)
{
    print_figure(figure, ticks, empty_ticks, operations);
    if (muster_bench_option("icount"))
        print(figure, "_per_cpu",
              hundredths_of(ticks, empty_ticks, operations * muster_barrier_size(&all)));
}

uint64_t ticks_of_all(uint64_t begin_ticks, uint64_t end_ticks)
{
    if (muster_reduce_min_u64(&all, &begin_ticks) != 0 ||
        muster_reduce_max_u64(&all, &end_ticks) != 0)
        exit(1); /* a CPU has not come to some barrier since: the console names it */
    return end_ticks - begin_ticks;
}

void must_be(const char *figure, uint64_t what, uint64_t expected)
{
    if (what == expected)
        return;
    fprintf(stderr, "sync: %s: there are %" PRIu64 ", expected are %" PRIu64 "\n", figure, what,
            expected);
    exit(1);
}

static void wait_until_idle(unsigned int first)
{
    unsigned int cpu;

    for_each_online_cpu (cpu)
        while (cpu >= first && !muster_cpu_is_idle(cpu))
            cpu_relax();
}

int app_main_percpu(unsigned int cpu)
{
    static int error;                /* CPU 0's, before the barrier */
    static uint32_t others_are_idle; /* CPU 0's; partner: CPU 1 */

    if (cpu == 0)
        error = muster_bench_number("rounds", 1, MOST_ROUNDS, &rounds);
    if (muster_barrier_wait(&all) != 0 || error)
        return 1;
    measure_collective(muster_barrier_rank(&all));
    measure_contended(muster_barrier_rank(&all));
    if (cpu > 1)
        return 0;
    if (cpu == 0) {
        wait_until_idle(2);
        smp_store_release(&others_are_idle, 1);
    }
    while (!smp_load_acquire(&others_are_idle))
        cpu_relax();
    if (muster_barrier_size(&all) > 1)
        measure_pair(cpu);
    if (cpu != 0)
        return 0;
    wait_until_idle(1);
    measure_alone();
    return 0;
}
