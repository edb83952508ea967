/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <muster/console.h>
#include <muster/smp.h>

#include "base/clock.h"
#include "bench/figures.h"
#include "bench/plan.h"

/* Printing a benchmark's figures as lines RESULT, which tools/bench reads. */

static void print_head(const struct bench_plan *plan, const char *figure)
{
    console_printf("RESULT bench=%s figure=%s cpus=%u value=", plan->bench->name, figure,
                   muster_barrier_size(plan->cpus));
}

static void print_tail(const struct bench_plan *plan)
{
    if (plan->bench->class_name)
        console_printf(" class=%s", plan->bench->class_name);
    console_printf(" verified=yes");
}

static void print_thousandths(uint64_t value)
{
    console_printf("%lu.%03u", value / 1000, (unsigned int)(value % 1000));
}

static void print_time(const struct bench_plan *plan, uint64_t *ns, uint64_t *median_ns)
{
    char separator = '=';
    uint64_t samples[MUSTER_BENCH_RUNS_MAX];

    memcpy(samples, ns, plan->runs * sizeof(*ns));
    struct bench_spread spread = bench_spread(ns, plan->runs);
    print_head(plan, "time");
    console_printf("%lu unit=%s", spread.median, plan->unit);
    print_tail(plan);
    console_printf(" min=%lu max=%lu runs=%u warmups=%u samples", spread.min, spread.max,
                   plan->runs, plan->warmups);
    for (unsigned int run = 0; run < plan->runs; run++, separator = ',')
        console_printf("%c%lu", separator, samples[run]);
    console_printf("\n");
    *median_ns = spread.median;
}

static void print_rate(const struct bench_plan *plan, uint64_t ns)
{
    bool counts = strcmp(plan->unit, "insn") == 0;

    if (!plan->operations || !ns)
        return;
    print_head(plan, counts ? "insn_per_op" : "mops");
    /* Operations in a microsecond are millions of operations in a second. */
    print_thousandths(counts ? bench_ratio(ns, 1000, plan->operations)
                             : bench_ratio(plan->operations, 1000 * 1000, ns));
    console_printf(" unit=%s", counts ? "insn" : "mops");
    print_tail(plan);
    console_printf("\n");
}

/* Prints the mean over the runs of the instructions of all CPUs. */
static void print_instructions(const struct bench_plan *plan)
{
    uint64_t instructions = 0;
    unsigned int cpu;

    for_each_possible_cpu (cpu)
        if (per_cpu(bench_shares, cpu).cpus == plan->cpus)
            instructions += per_cpu(bench_shares, cpu).instructions;
    print_head(plan, "instructions");
    console_printf("%lu unit=insn", instructions / plan->runs);
    print_tail(plan);
    console_printf(" runs=%u\n", plan->runs);
}

static void print_cpus(const struct bench_plan *plan)
{
    unsigned int cpu;

    for_each_possible_cpu (cpu) {
        const struct bench_share *share = per_cpu_ptr(&bench_shares, cpu);

        if (share->cpus != plan->cpus)
            continue;
        print_head(plan, "cpu_time");
        console_printf("%lu unit=%s cpu=%u wait=%lu",
                       clock_ns_of_ticks(share->run_ticks / plan->runs), plan->unit, share->rank,
                       clock_ns_of_ticks(share->wait_ticks / plan->runs));
        print_tail(plan);
        console_printf(" runs=%u\n", plan->runs);
    }
}

void bench_print_figures(const struct bench_plan *plan, uint64_t *ns)
{
    uint64_t median_ns;

    print_time(plan, ns, &median_ns);
    print_rate(plan, median_ns);
    if (plan->has_pmu)
        print_instructions(plan);
    if (muster_bench_option("percpu"))
        print_cpus(plan);
}
