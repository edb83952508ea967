/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/clock.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "args.h"
#include "check.h"

/*
 * usage: bench-harness good | twice | wrong RUN | ramp | halves | malformed | arguments
 *        [arguments of the harness itself]
 *
 * Checks what muster_bench() calls, on which CPU and in which order, and what it returns. It prints
 * the figures, which the declarations of the tests look at.
 */

#define STEP_US 100u

static DEFINE_MUSTER_BARRIER(all);
static DEFINE_PER_CPU(unsigned int, prepared);
static DEFINE_PER_CPU(unsigned int, has_run);
static unsigned int verified, wrong_run;

static void prepare(void *context)
{
    CHECK(context == &all);
    CHECK(this_cpu_read(prepared) == this_cpu_read(has_run));
    CHECK(this_cpu_read(prepared) == __atomic_load_n(&verified, __ATOMIC_RELAXED));
    this_cpu_inc(prepared);
}

/* Checks that each CPU has prepared before the first one runs. */
static void run(void *context)
{
    unsigned int cpu;

    CHECK(context == &all);
    for_each_online_cpu (cpu)
        CHECK(per_cpu(prepared, cpu) == this_cpu_read(has_run) + 1);
    this_cpu_inc(has_run);
}

static bool verify(void *context)
{
    unsigned int cpu;

    CHECK(context == &all && muster_barrier_rank(&all) == 0);
    for_each_online_cpu (cpu)
        CHECK(per_cpu(has_run, cpu) == verified + 1);
    __atomic_store_n(&verified, verified + 1, __ATOMIC_RELAXED);
    return verified != wrong_run;
}

static const struct muster_bench whole = {.name = "harness",
                                          .class_name = "S",
                                          .prepare = prepare,
                                          .run = run,
                                          .verify = verify,
                                          .context = &all,
                                          .operations = 1000,
                                          .warmups = 2,
                                          .repetitions = 3};

/* ---- the time ------------------------------------------------------------------------------- */

static void run_ramp(void *unused)
{
    (void)unused;
    udelay(STEP_US * (muster_barrier_rank(&all) + 1));
}

static bool verify_nothing(void *unused)
{
    (void)unused;
    return true;
}

/* Each CPU takes STEP_US longer than the one before. */
static const struct muster_bench ramp = {
    .name = "ramp", .run = run_ramp, .verify = verify_nothing, .operations = 1000};

/* ---- two at once, on some of the CPUs each --------------------------------------------------- */

static DEFINE_MUSTER_BARRIER(low);
static DEFINE_MUSTER_BARRIER(high);

static void run_half(void *barrier)
{
    udelay(STEP_US * muster_barrier_size(barrier));
}

static int measure_halves(unsigned int cpu)
{
    static struct cpumask low_cpus, high_cpus;
    const struct muster_bench lower = {
        .name = "low", .run = run_half, .verify = verify_nothing, .context = &low};
    const struct muster_bench upper = {
        .name = "high", .run = run_half, .verify = verify_nothing, .context = &high};

    if (cpu == 0) {
        for (unsigned int other = 0; other < nr_cpu_ids; other++)
            cpumask_set_cpu(other, other < nr_cpu_ids / 4 ? &low_cpus : &high_cpus);
        CHECK(muster_barrier_init(&low, &low_cpus) == 0);
        CHECK(muster_barrier_init(&high, &high_cpus) == 0);
    }
    CHECK(muster_barrier_wait(&all) == 0);
    return cpu < nr_cpu_ids / 4 ? muster_bench(&low, &lower) : muster_bench(&high, &upper);
}

/* ---- what is no benchmark ------------------------------------------------------------------- */

static void run_never(void *unused)
{
    (void)unused;
    CHECK(!"a malformed benchmark runs");
}

static const struct muster_bench malformed[] = {
    {.run = run_never, .verify = verify_nothing},
    {.name = "two words", .run = run_never, .verify = verify_nothing},
    {.name = "a", .class_name = "S W", .run = run_never, .verify = verify_nothing},
    {.name = "a", .verify = verify_nothing},
    {.name = "a", .run = run_never},
    {.name = "a", .run = run_never, .verify = verify_nothing, .repetitions = 100},
    {.name = "a", .run = run_never, .verify = verify_nothing, .warmups = 100},
    {.name = "a", .run = run_never, .verify = verify_nothing, .warmups = UINT32_MAX},
};

/* Checks that nothing is called on a CPU that does not belong to the barrier. */
static void check_stranger(unsigned int cpu)
{
    static struct cpumask first;
    const struct muster_bench bench = {
        .name = "stranger", .prepare = run_never, .run = run_never, .verify = verify_nothing};

    if (cpu == 0) {
        cpumask_set_cpu(0, &first);
        CHECK(muster_barrier_init(&low, &first) == 0);
    }
    CHECK(muster_barrier_wait(&all) == 0);
    if (cpu != 0)
        CHECK(muster_bench(&low, &bench) == -EINVAL && muster_bench(&low, malformed) == -EINVAL);
}

int app_main_percpu(unsigned int cpu)
{
    CHECK(muster_bench_option("no-such") == NULL && muster_bench_option("repea") == NULL);
    if (arg_is(1, "ramp"))
        return muster_bench(&all, &ramp);
    if (arg_is(1, "halves"))
        return measure_halves(cpu);
    if (arg_is(1, "wrong")) {
        if (cpu == 0)
            wrong_run = (unsigned int)arg_number(2);
        int error = muster_bench(&all, &whole);
        CHECK(error == -EBADMSG);
        return error;
    }
    if (arg_is(1, "good") || arg_is(1, "twice")) {
        CHECK(muster_bench(&all, &whole) == 0);
        if (arg_is(1, "twice"))
            CHECK(muster_bench(&all, &whole) == 0);
        CHECK(this_cpu_read(has_run) == (arg_is(1, "twice") ? 10 : 5));
        return 0;
    }
    if (arg_is(1, "arguments"))
        return muster_bench(&all, &whole);
    for (unsigned int i = 0; i < sizeof(malformed) / sizeof(*malformed); i++)
        CHECK(muster_bench(&all, &malformed[i]) == -EINVAL);
    check_stranger(cpu);
    return 0;
}
