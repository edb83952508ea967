/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_BENCH_PLAN_H
#define MUSTER_RUNTIME_BENCH_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/linkage.h>
#include <muster/percpu.h>

/* What the arguments make of a struct muster_bench; each CPU computes the same. */
struct bench_plan {
    struct muster_barrier *cpus;
    const struct muster_bench *bench;
    uint64_t operations;
    unsigned int warmups, runs;
    const char *unit;
    bool is_first; /* the CPU of rank 0, which speaks and verifies */
    bool has_pmu;  /* that counts instructions, and is asked to */
};

/*
 * What a CPU has measured. It writes that between the barriers of a run; the CPU of rank 0 reads
 * it behind the one that follows.
 */
struct bench_share {
    const struct muster_barrier *cpus; /* of the benchmark that it takes part in, or NULL */
    unsigned int rank;
    uint64_t begin_ticks, end_ticks; /* of the last run */
    uint64_t run_ticks, wait_ticks;  /* of all counted runs together, as is the next */
    uint64_t instructions;
};
DECLARE_PER_CPU(struct bench_share, bench_shares)
MUSTER_LINK_NAME(bench_shares) MUSTER_IN_THIS_PROGRAM;

/* Prints the lines RESULT. @p ns: of all runs, in their order; sorts it. On the CPU of rank 0. */
void bench_print_figures(const struct bench_plan *plan, uint64_t *ns)
    MUSTER_LINK_NAME(bench_print_figures);

#endif
