/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/clock.h>
#include <muster/console.h>
#include <muster/percpu.h>
#include <muster/pmu.h>
#include <muster/reduce.h>
#include <muster/smp.h>

#include "base/clock.h"
#include "bench/options.h"
#include "bench/plan.h"

/* Running a benchmark: warm-ups and counted runs on all CPUs of a barrier, each verified. */

/* ---- the plan -------------------------------------------------------------------------------- */

static bool is_word(const char *text)
{
    return text && *text && !strpbrk(text, " =\t\n");
}

/* Returns true if @p runs is not too many for their times to be kept. Otherwise the CPU of rank 0
 * prints a message; @p kind is "repetitions" or "warm-ups". */
static bool is_possible(const struct bench_plan *plan, unsigned int runs, const char *kind)
{
    if (runs <= MUSTER_BENCH_RUNS_MAX)
        return true;
    if (plan->is_first)
        console_printf("muster: benchmark %s: %u %s; at most %u can be made\n", plan->bench->name,
                       runs, kind, MUSTER_BENCH_RUNS_MAX);
    return false;
}

static int make_plan(struct bench_plan *plan, const struct muster_bench *bench)
{
    const char *missing = !is_word(bench->name)                              ? "name of one word"
                          : bench->class_name && !is_word(bench->class_name) ? "class of one word"
                          : !bench->run                                      ? "function run"
                          : !bench->verify                                   ? "function verify"
                                                                             : NULL;

    if (missing) {
        if (plan->is_first)
            console_printf("muster: a benchmark has no %s\n", missing);
        return -EINVAL;
    }
    plan->warmups = bench->warmups;
    plan->runs = bench->repetitions ? bench->repetitions : MUSTER_BENCH_RUNS;
    plan->unit = muster_bench_option("icount") ? "insn" : "ns";
    if (!is_possible(plan, plan->runs, "repetitions") ||
        !is_possible(plan, plan->warmups, "warm-ups"))
        return -EINVAL;
    int error = bench_take_number("repeat", 1, MUSTER_BENCH_RUNS_MAX, &plan->runs, plan->is_first);
    if (!error)
        error =
            bench_take_number("warmup", 0, MUSTER_BENCH_RUNS_MAX, &plan->warmups, plan->is_first);
    return error;
}

/* Switches on the counting of instructions. Returns -EOPNOTSUPP unless the PMU of every CPU can
 * count them. */
static int use_pmu(struct bench_plan *plan)
{
    uint64_t lacks_it =
        muster_pmu_counters() == 0 || !muster_pmu_has_event(MUSTER_PMU_INSTRUCTIONS);
    int error = muster_reduce_max_u64(plan->cpus, &lacks_it);

    if (error)
        return error;
    if (lacks_it && plan->is_first)
        console_printf("muster: argument pmu: not every CPU can count instructions\n");
    plan->has_pmu = true;
    return lacks_it ? -EOPNOTSUPP : 0;
}

/* ---- a run ---------------------------------------------------------------------------------- */

static int verify(const struct bench_plan *plan, unsigned int run)
{
    const struct muster_bench *bench = plan->bench;
    uint64_t is_wrong = plan->is_first && !bench->verify(bench->context);

    if (is_wrong)
        console_printf("muster: benchmark %s, class %s: run %u of %u on %u CPUs was not verified: "
                       "there are no figures\n",
                       bench->name, bench->class_name ? bench->class_name : "-", run + 1,
                       plan->warmups + plan->runs, muster_barrier_size(plan->cpus));
    int error = muster_reduce_max_u64(plan->cpus, &is_wrong);
    return error ? error : is_wrong ? -EBADMSG : 0;
}

/* Prints when each CPU began and ended the run, for tools/bench --trace. */
static void print_spans(const struct bench_plan *plan, unsigned int run, uint64_t last_ticks)
{
    unsigned int cpu;

    for_each_possible_cpu (cpu) {
        const struct bench_share *share = per_cpu_ptr(&bench_shares, cpu);

        if (share->cpus == plan->cpus)
            console_printf("MUSTER_BENCH bench=%s hz=%u cpu=%u run=%u warmups=%u "
                           "begin_ticks=%lu end_ticks=%lu last_ticks=%lu\n",
                           plan->bench->name, muster_counter_hz(), cpu, run, plan->warmups,
                           share->begin_ticks, share->end_ticks, last_ticks);
    }
}

static void time_run(const struct bench_plan *plan, struct bench_share *share, bool counts)
{
    static const uint16_t events[] = {MUSTER_PMU_INSTRUCTIONS};
    struct muster_pmu_counts counted;

    if (plan->has_pmu)
        muster_pmu_start(events, 1);
    share->begin_ticks = muster_counter();
    plan->bench->run(plan->bench->context);
    share->end_ticks = muster_counter();
    if (plan->has_pmu && muster_pmu_stop(&counted) == 0 && counts)
        share->instructions += counted.events[0];
}

/* Runs the benchmark once. Sets *@p ticks to the time from the first CPU's beginning to the last
 * CPU's end. */
static int run_once(const struct bench_plan *plan, unsigned int run, uint64_t *ticks)
{
    const struct muster_bench *bench = plan->bench;
    struct bench_share *share = this_cpu_ptr(&bench_shares);

    if (bench->prepare)
        bench->prepare(bench->context);
    int error = muster_barrier_wait(plan->cpus);
    if (error)
        return error;
    time_run(plan, share, run >= plan->warmups);

    uint64_t first_ticks = share->begin_ticks, last_ticks = share->end_ticks;
    error = muster_reduce_max_u64(plan->cpus, &last_ticks);
    if (!error)
        error = muster_reduce_min_u64(plan->cpus, &first_ticks);
    if (error)
        return error;
    if (run >= plan->warmups) {
        share->run_ticks += share->end_ticks - share->begin_ticks;
        share->wait_ticks += last_ticks - share->end_ticks;
    }
    *ticks = last_ticks - first_ticks;
    if (plan->is_first && muster_bench_option("trace"))
        print_spans(plan, run, last_ticks);
    return verify(plan, run);
}

/* ---- all runs ------------------------------------------------------------------------------- */

static int measure(const struct bench_plan *plan)
{
    uint64_t ticks, ns[MUSTER_BENCH_RUNS_MAX];

    for (unsigned int run = 0; run < plan->warmups + plan->runs; run++) {
        int error = run_once(plan, run, &ticks);

        if (error)
            return error;
        if (run >= plan->warmups)
            ns[run - plan->warmups] = clock_ns_of_ticks(ticks);
    }
    if (plan->is_first)
        bench_print_figures(plan, ns);
    /* The CPU of rank 0 has read all shares. After this barrier their CPUs may overwrite them, in
     * another benchmark perhaps. */
    return muster_barrier_wait(plan->cpus);
}

int muster_bench_counted(struct muster_barrier *cpus, const struct muster_bench *bench,
                         uint64_t operations)
{
    if (this_cpu_ptr(cpus->nodes)->role == MUSTER_BARRIER_STRANGER)
        return -EINVAL;
    unsigned int rank = muster_barrier_rank(cpus);
    struct bench_plan plan = {
        .cpus = cpus, .bench = bench, .operations = operations, .is_first = rank == 0};
    struct bench_share *share = this_cpu_ptr(&bench_shares);
    int error = make_plan(&plan, bench);

    if (error)
        return error;
    *share = (struct bench_share){.cpus = cpus, .rank = rank};
    if (muster_bench_option("pmu"))
        error = use_pmu(&plan);
    if (!error)
        error = measure(&plan);
    share->cpus = NULL;
    return error;
}
