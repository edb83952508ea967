/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/clock.h>
#include <muster/idle.h>
#include <muster/irq.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "args.h"
#include "check.h"
#include "work.h"

/*
 * usage: sync-barrier ROUNDS IS_TIMED
 *
 * Each CPU counts its rounds, and sees after each that the others are in the same. All CPUs do so,
 * then every second one, then all while one has gone down and come back. IS_TIMED is 1 where the
 * clock counts instructions, and 0 where the host may delay a CPU.
 */

static DEFINE_MUSTER_BARRIER(all);
static DEFINE_MUSTER_BARRIER(some);
static DEFINE_PER_CPU(uint64_t, rounds);

/* So many of the others are looked at in each round, in turn. */
#define LOOKS 8

static uint64_t rounds_of(unsigned int cpu)
{
    return __atomic_load_n(per_cpu_ptr(&rounds, cpu), __ATOMIC_RELAXED);
}

/* A CPU that is a round ahead waits for this CPU there. A CPU that is behind has not waited. */
static void check_others(uint64_t round, uint64_t first, const struct cpumask *cpus)
{
    unsigned int cpu = (unsigned int)((round - first) * LOOKS % nr_cpu_ids);

    for (unsigned int look = 0; look < LOOKS; look++, cpu = (cpu + 1) % nr_cpu_ids)
        CHECK(!cpumask_test_cpu(cpu, cpus) || rounds_of(cpu) == round ||
              rounds_of(cpu) == round + 1);
}

static void run_rounds(struct muster_barrier *barrier, const struct cpumask *cpus, uint64_t count)
{
    uint64_t first = this_cpu_read(rounds) + 1;

    for (uint64_t round = first; round < first + count; round++) {
        /* Some of the rounds with interrupts masked: no CPU sleeps there. */
        bool is_masked = round % 32 == 5;
        uint64_t flags = 0;
        __atomic_store_n(this_cpu_ptr(&rounds), round, __ATOMIC_RELAXED);
        if (is_masked)
            local_irq_save(flags);
        CHECK(muster_barrier_wait(barrier) == 0);
        if (is_masked)
            local_irq_restore(flags);
        check_others(round, first, cpus);
    }
}

/* ---- every second CPU ------------------------------------------------------------------------ */

static void check_errors(void)
{
    static struct muster_barrier not_defined;
    struct cpumask mask = {{0}};

    CHECK(muster_barrier_init(&some, &mask) == -EINVAL);
    CHECK(muster_barrier_init(&not_defined, NULL) == -EINVAL);
    if (nr_cpu_ids < NR_CPUS) {
        cpumask_set_cpu(nr_cpu_ids, &mask);
        CHECK(muster_barrier_init(&some, &mask) == -EINVAL);
    }
}

static void meet_some(unsigned int cpu)
{
    static struct cpumask evens;

    if (cpu == 0) {
        check_errors();
        for (unsigned int even = 0; even < nr_cpu_ids; even += 2)
            cpumask_set_cpu(even, &evens);
        CHECK(muster_barrier_init(&some, &evens) == 0);
    }
    CHECK(muster_barrier_wait(&all) == 0);
    CHECK(muster_barrier_size(&some) == (nr_cpu_ids + 1) / 2);
    if (cpu % 2) {
        CHECK(muster_barrier_wait(&some) == -EINVAL);
    } else {
        CHECK(muster_barrier_rank(&some) == cpu / 2);
        run_rounds(&some, &evens, 20);
    }
    CHECK(muster_barrier_wait(&all) == 0);
    this_cpu_write(rounds, 0);
    CHECK(muster_barrier_wait(&all) == 0);
}

/* ---- one that is late ------------------------------------------------------------------------ */

/* The other CPUs sleep: muster_run_on() returns -EBUSY, and their idle time grows. They are woken,
 * and do not need their own look once a second. */
static void wait_for_late(unsigned int cpu)
{
    static uint64_t come_ns;
    const uint64_t soon_ns = 500000000;
    const unsigned int late_ms = 20;
    uint64_t idle_ns = muster_cpu_idle_ns(cpu);

    if (cpu == 0) {
        usleep(late_ms * 1000);
        while (nr_cpu_ids > 1 && muster_barrier_init(&all, NULL) != -EBUSY)
            CHECK(muster_barrier_size(&all) == nr_cpu_ids);
        come_ns = muster_clock_ns();
    }
    CHECK(muster_barrier_wait(&all) == 0);
    if (cpu != 0 && arg_number(2)) {
        CHECK(muster_clock_ns() - come_ns < soon_ns);
        CHECK(muster_cpu_idle_ns(cpu) - idle_ns > late_ms * 500000ull);
    }
    CHECK(muster_barrier_wait(&all) == 0);
}

/* ---- one that goes and comes back ------------------------------------------------------------ */

static uint64_t round_count;

static int run_online(void *unused)
{
    (void)unused;
    run_rounds(&all, cpu_online_mask, round_count);
    return 0;
}

/* Runs on CPU 0, as soon as the others have returned. */
static void meet_online(void)
{
    unsigned int cpu;

    CHECK(muster_barrier_init(&all, NULL) == 0);
    CHECK(muster_barrier_size(&all) == num_online_cpus());
    for_each_online_cpu (cpu) {
        per_cpu(rounds, cpu) = 0;
        if (cpu != 0)
            work_on(cpu, run_online, NULL);
    }
    run_online(NULL);
    for_each_online_cpu (cpu)
        if (cpu != 0)
            wait_until_idle(cpu);
}

static void meet_while_one_goes(void)
{
    unsigned int last = nr_cpu_ids - 1, cpu;

    for_each_online_cpu (cpu)
        if (cpu != 0)
            wait_until_idle(cpu);
    for (int cycle = 0; cycle < 2; cycle++) {
        CHECK(cpu_down(last - (cycle && last > 1)) == 0);
        meet_online();
        CHECK(cpu_up(last - (cycle && last > 1)) == 0);
        meet_online();
    }
}

int app_main_percpu(unsigned int cpu)
{
    round_count = arg_number(1);
    CHECK(muster_barrier_size(&all) == num_online_cpus() && muster_barrier_rank(&all) == cpu);
    meet_some(cpu);
    run_rounds(&all, cpu_online_mask, round_count);
    CHECK(muster_barrier_wait(&all) == 0);
    wait_for_late(cpu);
    if (cpu == 0 && nr_cpu_ids > 1)
        meet_while_one_goes();
    return 0;
}
