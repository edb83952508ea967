/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/machine.h>
#include <muster/percpu.h>
#include <muster/reduce.h>
#include <muster/smp.h>

#include "bench_figures.h"
#include "time/clock.h"

/* What the arguments make of a struct muster_bench; each CPU computes the same. */
struct plan {
    struct muster_barrier *cpus;
    const struct muster_bench *bench;
    uint64_t operations;
    unsigned int warmups, runs;
    const char *unit;
    bool is_first; /* the CPU of rank 0, which speaks and verifies */
};

/*
 * What a CPU has measured. It writes that between the barriers of a run; the CPU of rank 0 reads
 * it behind the one that follows.
 */
struct share {
    const struct muster_barrier *cpus; /* of the benchmark that it takes part in, or NULL */
    unsigned int rank;
    uint64_t begin_ticks, end_ticks; /* of the last run */
    uint64_t run_ticks, wait_ticks;  /* of all counted runs together */
};
static DEFINE_PER_CPU(struct share, shares);

/* ---- arguments ------------------------------------------------------------------------------ */

const char *muster_bench_option(const char *name)
{
    const struct muster_args *args = muster_app_args();
    size_t length = strlen(name);

    for (int i = 1; i < args->argc; i++) {
        const char *rest = args->argv[i] + length;

        if (strncmp(args->argv[i], name, length) == 0 && (*rest == '=' || !*rest))
            return *rest ? rest + 1 : rest;
    }
    return NULL;
}

/* Takes the argument NAME=number, if there is one, in the place of *value. */
static bool take_number(const struct plan *plan, const char *name, unsigned int least,
                        unsigned int *value)
{
    const char *text = muster_bench_option(name);

    if (!text || (!muster_parse_u32(text, MUSTER_BENCH_RUNS_MAX, value) && *value >= least))
        return true;
    if (plan->is_first)
        console_printf("muster: benchmark %s: %s=%s: it is a number from %u to %u\n",
                       plan->bench->name, name, text, least, MUSTER_BENCH_RUNS_MAX);
    return false;
}

static bool is_word(const char *text)
{
    return text && *text && !strpbrk(text, " =\t\n");
}

static int make_plan(struct plan *plan, const struct muster_bench *bench)
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
    if (plan->runs > MUSTER_BENCH_RUNS_MAX) {
        if (plan->is_first)
            console_printf("muster: benchmark %s: %u repetitions; at most %u can be kept\n",
                           bench->name, plan->runs, MUSTER_BENCH_RUNS_MAX);
        return -EINVAL;
    }
    return take_number(plan, "repeat", 1, &plan->runs) &&
                   take_number(plan, "warmup", 0, &plan->warmups)
               ? 0
               : -EINVAL;
}

/* ---- a run ---------------------------------------------------------------------------------- */

static int verify(const struct plan *plan, unsigned int run)
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

/* Prints what the CPUs did in the run, for tools/bench --trace. */
static void print_spans(const struct plan *plan, unsigned int run, uint64_t last_ticks)
{
    unsigned int cpu;

    for_each_possible_cpu (cpu) {
        const struct share *share = per_cpu_ptr(&shares, cpu);

        if (share->cpus == plan->cpus)
            console_printf("MUSTER_BENCH bench=%s hz=%u cpu=%u run=%u warmups=%u "
                           "begin_ticks=%lu end_ticks=%lu last_ticks=%lu\n",
                           plan->bench->name, muster_counter_hz(), cpu, run, plan->warmups,
                           share->begin_ticks, share->end_ticks, last_ticks);
    }
}

/* Sets *ticks, the time from the first CPU's begin to the last one's end. */
static int run_once(const struct plan *plan, unsigned int run, uint64_t *ticks)
{
    const struct muster_bench *bench = plan->bench;
    struct share *share = this_cpu_ptr(&shares);

    if (bench->prepare)
        bench->prepare(bench->context);
    int error = muster_barrier_wait(plan->cpus);
    if (error)
        return error;
    share->begin_ticks = muster_counter();
    bench->run(bench->context);
    share->end_ticks = muster_counter();

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

/* ---- the figures ---------------------------------------------------------------------------- */

static void print_head(const struct plan *plan, const char *figure)
{
    console_printf("RESULT bench=%s figure=%s cpus=%u value=", plan->bench->name, figure,
                   muster_barrier_size(plan->cpus));
}

static void print_tail(const struct plan *plan)
{
    if (plan->bench->class_name)
        console_printf(" class=%s", plan->bench->class_name);
    console_printf(" verified=yes");
}

static void print_thousandths(uint64_t value)
{
    console_printf("%lu.%03u", value / 1000, (unsigned int)(value % 1000));
}

static void print_time(const struct plan *plan, uint64_t *ns, uint64_t *median_ns)
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

static void print_rate(const struct plan *plan, uint64_t ns)
{
    bool counts = strcmp(plan->unit, "insn") == 0;

    if (!plan->operations || !ns)
        return;
    print_head(plan, counts ? "insn_per_op" : "mops");
    /* Operations a microsecond are millions a second. */
    print_thousandths(counts ? bench_ratio(ns, 1000, plan->operations)
                             : bench_ratio(plan->operations, 1000 * 1000, ns));
    console_printf(" unit=%s", counts ? "insn" : "mops");
    print_tail(plan);
    console_printf("\n");
}

static void print_cpus(const struct plan *plan)
{
    unsigned int cpu;

    for_each_possible_cpu (cpu) {
        const struct share *share = per_cpu_ptr(&shares, cpu);

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

static int measure(const struct plan *plan)
{
    uint64_t ticks, ns[MUSTER_BENCH_RUNS_MAX], median_ns;

    for (unsigned int run = 0; run < plan->warmups + plan->runs; run++) {
        int error = run_once(plan, run, &ticks);

        if (error)
            return error;
        if (run >= plan->warmups)
            ns[run - plan->warmups] = clock_ns_of_ticks(ticks);
    }
    if (plan->is_first) {
        print_time(plan, ns, &median_ns);
        print_rate(plan, median_ns);
        if (muster_bench_option("percpu"))
            print_cpus(plan);
    }
    /* The shares are read: their CPUs may go on, to another benchmark perhaps. */
    return muster_barrier_wait(plan->cpus);
}

int muster_bench_counted(struct muster_barrier *cpus, const struct muster_bench *bench,
                         uint64_t operations)
{
    unsigned int rank = muster_barrier_rank(cpus);
    struct plan plan = {
        .cpus = cpus, .bench = bench, .operations = operations, .is_first = rank == 0};
    struct share *share = this_cpu_ptr(&shares);
    int error = make_plan(&plan, bench);

    if (error)
        return error;
    *share = (struct share){.cpus = cpus, .rank = rank};
    error = measure(&plan);
    share->cpus = NULL;
    return error;
}
