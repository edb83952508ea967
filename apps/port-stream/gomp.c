/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <muster/barrier.h>
#include <muster/clock.h>
#include <muster/fork.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/spinlock.h>

/*
 * The functions that GCC calls for simple OpenMP: parallel regions, loops with a static schedule,
 * master, single, critical, atomic and barrier. The team is all online CPUs, each numbered by its
 * place among them, or one CPU alone. For anything else the linker names what is missing.
 */

void GOMP_parallel(void (*function)(void *), void *data, unsigned int threads, unsigned int flags);
void GOMP_barrier(void);
bool GOMP_single_start(void);
void GOMP_critical_start(void);
void GOMP_critical_end(void);
int omp_get_thread_num(void);
int omp_get_num_threads(void);
int omp_get_max_threads(void);
double omp_get_wtime(void);

/* The region that runs now: CPU 0 writes it before it forks. */
static void (*region)(void *);
static void *region_data;
static unsigned int team_size = 1;
static bool is_parallel;

static DEFINE_PER_CPU(unsigned int, thread_number);
static DEFINE_PER_CPU(unsigned int, regions_alone); /* that the CPU is in: teams of one */
static DEFINE_PER_CPU(unsigned int, singles);       /* single blocks that the thread has come to */
static unsigned int singles_taken;
static DEFINE_MUSTER_BARRIER(team);
static DEFINE_SPINLOCK(critical);

static void check(int error, const char *what, unsigned int cpu)
{
    if (!error)
        return;
    fprintf(stderr, "OpenMP: %s CPU %u: error %d\n", what, cpu, error);
    exit(EXIT_FAILURE);
}

static void run_region(void *unused)
{
    (void)unused;
    this_cpu_write(singles, 0);
    region(region_data);
}

static void begin_team(unsigned int threads)
{
    unsigned int cpu, number = 0;

    for_each_online_cpu (cpu)
        per_cpu(thread_number, cpu) = number++;
    if (threads != 0 && threads != number) {
        fprintf(stderr, "OpenMP: a region wants %u threads; teams have all %u CPUs\n", threads,
                number);
        exit(EXIT_FAILURE);
    }
    team_size = number;
    singles_taken = 0;
    is_parallel = true;
}

static void end_team(void)
{
    team_size = 1;
    is_parallel = false;
}

static bool is_alone(void)
{
    return this_cpu_read(regions_alone) > 0;
}

/* Saves the counts of the outer region. */
static void run_alone(void (*function)(void *), void *data)
{
    this_cpu_inc(regions_alone);
    function(data);
    this_cpu_add(regions_alone, -1u);
}

/* Runs a region. @p threads: 0 for all CPUs; GCC's if(false) is 1. A region within a region is a
 * team of one. */
void GOMP_parallel(void (*function)(void *), void *data, unsigned int threads, unsigned int flags)
{
    unsigned int cpu, self = smp_processor_id();

    (void)flags;
    if (threads == 1 || is_parallel || is_alone()) {
        run_alone(function, data);
        return;
    }
    begin_team(threads);
    region = function;
    region_data = data;
    for_each_online_cpu (cpu)
        if (cpu != self)
            check(muster_fork(cpu, run_region, NULL), "cannot fork on", cpu);
    run_region(NULL);
    for_each_online_cpu (cpu)
        if (cpu != self)
            check(muster_join(cpu), "cannot join", cpu);
    end_team();
}

void GOMP_barrier(void)
{
    if (is_parallel && !is_alone())
        check(muster_barrier_wait(&team), "a barrier without", smp_processor_id());
}

/* Returns true for the first thread that comes to a single block. */
bool GOMP_single_start(void)
{
    unsigned int mine = this_cpu_read(singles);

    if (is_alone())
        return true;
    this_cpu_inc(singles);
    return __atomic_compare_exchange_n(&singles_taken, &mine, mine + 1, false, __ATOMIC_RELAXED,
                                       __ATOMIC_RELAXED);
}

void GOMP_critical_start(void)
{
    spin_lock(&critical);
}

void GOMP_critical_end(void)
{
    spin_unlock(&critical);
}

int omp_get_thread_num(void)
{
    return is_parallel && !is_alone() ? (int)this_cpu_read(thread_number) : 0;
}

int omp_get_num_threads(void)
{
    return is_alone() ? 1 : (int)team_size;
}

int omp_get_max_threads(void)
{
    return (int)num_online_cpus();
}

double omp_get_wtime(void)
{
    return (double)muster_clock_ns() / 1e9;
}
