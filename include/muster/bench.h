/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_BENCH_H
#define MUSTER_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Benchmarks: a harness that verifies before it prints, and the times of the boot.
 *
 * @addtogroup measure
 * @{
 */

/**
 * When the boot reached what, as values of muster_counter(), which is 0 at the boot CPU's first C
 * function. Under QEMU's `-icount shift=0` the counter runs at 62.5 MHz on a clock of one
 * nanosecond an instruction, so a tick is 16 instructions, of all CPUs together.
 */
struct muster_boot_times {
    /**
     * What the counter's register (CNTVCT_EL0) held when muster_counter() was 0. QEMU's holds 0 at
     * reset, so there this is the time from reset to the boot CPU's first C function. Elsewhere it
     * is what the firmware has made of it.
     */
    uint64_t start_ticks;
    /** Just before the first other CPU is started. */
    uint64_t smp_begin_ticks;
    /** When all CPUs that came are online, just before they are let into app_main_percpu(). */
    uint64_t smp_end_ticks;
};

/**
 * Returns the times of the boot.
 *
 * @return the times, which do not change
 *
 * **Context:** any CPU, in app_main_percpu().
 */
const struct muster_boot_times *muster_boot_times(void);

struct muster_barrier;

/** The most runs that muster_bench() takes for its figures, and the most warm-ups. */
#define MUSTER_BENCH_RUNS_MAX 99
/** The runs when struct muster_bench says 0. */
#define MUSTER_BENCH_RUNS 5

/** A benchmark for muster_bench(); the same contents on every CPU that calls it. */
struct muster_bench {
    /** What it is called in the lines RESULT: one word, without "=". */
    const char *name;
    /** The size of the problem, such as "S"; one word. NULL: it has only one. */
    const char *class_name;
    /** Called on each CPU before each run, and not timed: sets up the CPU's part. NULL: nothing. */
    void (*prepare)(void *context);
    /** Called on each CPU for each run, and timed. */
    void (*run)(void *context);
    /** Called after each run on the CPU of rank 0: is what the CPUs have computed right? */
    bool (*verify)(void *context);
    /** For the three functions; the harness does not look at it. */
    void *context;
    /** Operations of all CPUs together in a run, for figure=mops. 0: that figure is left out. */
    double operations;
    /** Runs that are verified and not counted, before the others: up to MUSTER_BENCH_RUNS_MAX. */
    unsigned int warmups;
    /** Runs that are counted: 1 to MUSTER_BENCH_RUNS_MAX; 0 means MUSTER_BENCH_RUNS. */
    unsigned int repetitions;
};

/**
 * Measures: calls prepare, run and verify for each warm-up and each repetition, and prints the
 * figures when every run has been verified. Called by all CPUs of the barrier @p cpus.
 *
 * A run takes from the first CPU's begin of run() to the last CPU's end of it, by muster_counter();
 * CPUs begin together, after a barrier. One line is printed for each figure:
 *
 *     RESULT bench=NAME figure=time cpus=N value=MEDIAN unit=ns class=S verified=yes
 *         min=... max=... runs=5 warmups=1 samples=...,... (all on one line)
 *     RESULT bench=NAME figure=mops cpus=N value=... unit=mops class=S verified=yes
 *
 * mops are millions of operations a second. These arguments of the application change it:
 *  - `icount`: the program runs under -icount, where a nanosecond is an instruction of some CPU:
 *    the unit is insn, and figure=insn_per_op stands in the place of mops;
 *  - `repeat=N`, `warmup=N`: in the place of the numbers in @p bench;
 *  - `percpu`: figure=cpu_time for each CPU (cpu=RANK) with the mean of its time in run(), and in
 *    wait= the mean of its time from there to the last CPU's end;
 *  - `pmu`: figure=instructions, the mean of a run, of all CPUs together, from their performance
 *    monitors (<muster/pmu.h>), which run() must leave alone; those under -icount count the
 *    instructions of all CPUs, so there only on one;
 *  - `trace`: a line `MUSTER_BENCH ...` for each CPU and run, which tools/bench --trace reads.
 *
 * @param cpus   the barrier; the benchmark runs on its CPUs
 * @param bench  what to measure; must stay as it is until all CPUs have returned
 * @return the same on all CPUs: 0; -EINVAL if @p bench or an argument is not as it has to be, or
 *         the calling CPU is none of the barrier's: nothing is called and printed then;
 *         -EOPNOTSUPP for `pmu` when a CPU's monitor cannot count instructions; -EBADMSG when a run
 *         was not verified; what muster_barrier_wait() says. The console says why, and there is no
 *         figure then. A program returns it, and so ends with status 1.
 * **Context:** app_main_percpu() or a function that it could call; waits for the other CPUs.
 * **Ordering:** what a CPU did before is seen by all CPUs' next function: all of prepare() by
 * run(), all of run() by verify(), verify() by the next prepare().
 * **Cost:** what is timed is run(), its call, and some 10 instructions of muster_counter().
 */
static inline int muster_bench(struct muster_barrier *cpus, const struct muster_bench *bench);

/**
 * Returns the value of the application's argument `NAME=value`; of several the first one's.
 *
 * @param name  NAME, as "class"
 * @return the text behind the "=", which may be empty; "" for an argument that is NAME alone; NULL
 *         if there is none
 *
 * **Context:** any CPU, in app_main_percpu().
 */
const char *muster_bench_option(const char *name);

/**
 * Reads the number that the application's argument `NAME=number` gives, decimal or 0x hexadecimal.
 *
 * @param name   NAME, as "size"
 * @param min    the least number that is allowed
 * @param max    the greatest number that is allowed
 * @param value  gets the number; stays as it is without that argument, and after an error
 * @retval 0        *@p value is the number, or as it was
 * @retval -EINVAL  the argument is anything else; the console names it
 *
 * **Context:** as muster_bench_option(). One CPU asks, so that an error is reported once.
 */
int muster_bench_number(const char *name, unsigned int min, unsigned int max, unsigned int *value);

/** @} */

/** @cond internal */

/* muster_bench() with the number of operations beside. */
int muster_bench_counted(struct muster_barrier *cpus, const struct muster_bench *bench,
                         uint64_t operations);

static inline int muster_bench(struct muster_barrier *cpus, const struct muster_bench *bench)
{
    return muster_bench_counted(cpus, bench, (uint64_t)bench->operations);
}

/** @endcond */

MUSTER_END_DECLS

#endif
