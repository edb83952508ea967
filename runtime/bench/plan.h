/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_BENCH_PLAN_H
#define MUSTER_RUNTIME_BENCH_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/linkage.h>
#include <muster/percpu.h>

/* What a benchmark run shares between its files. struct bench_plan is a struct muster_bench with
 * the arguments applied; each CPU computes the same plan. */
struct bench_plan {
    struct muster_barrier *cpus;
    const struct muster_bench *bench;
    uint64_t operations;
    unsigned int warmups, runs;
    const char *unit;
    bool is_first; /* true on the CPU of rank 0, which prints and verifies */
    bool has_pmu;  /* instructions are counted, by the PMU */
};

/* What a CPU has measured. The CPU writes its share between the barriers of a run; the CPU of rank
 * 0 reads it after the next barrier. */
struct bench_share {
    const struct muster_barrier *cpus; /* of this CPU's benchmark, or NULL */
    unsigned int rank;
    uint64_t begin_ticks, end_ticks; /* of the last run */
    uint64_t run_ticks, wait_ticks;  /* sums over all counted runs, as is the next */
    uint64_t instructions;
};
DECLARE_PER_CPU(struct bench_share, bench_shares)
MUSTER_LINK_NAME(bench_shares) MUSTER_IN_THIS_PROGRAM;

/* Prints the lines RESULT. @p ns has the times of all runs, in their order; this function sorts
 * them. On the CPU of rank 0. */
void bench_print_figures(const struct bench_plan *plan, uint64_t *ns)
    MUSTER_LINK_NAME(bench_print_figures);

#endif
