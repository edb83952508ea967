/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/clock.h>
#include <muster/order.h>
#include <muster/reduce.h>
#include <muster/smp.h>
#include <muster/smp_call.h>

/*
 * What does a core pay for what all cores do, and how does that grow with the number of cores?
 * Instructions of all cores together, divided by their number (-icount shift=0).
 */

#define ROUNDS 64u
#define LINES 4u /* each is a line of the console */
#define BLOCK_BYTES 64u

DEFINE_MUSTER_BARRIER(all);

/* Prints what one of @p operations on each core took of it. */
static void print_result(const char *figure, uint64_t ticks, uint64_t operations)
{
    const uint64_t ns_per_s = 1000000000; /* a nanosecond is an instruction */
    const uint64_t cpus = num_possible_cpus();
    uint64_t hundredths = ticks * ns_per_s / muster_counter_hz() * 100 / (operations * cpus);

    printf("RESULT bench=growth figure=%s cpus=%" PRIu64 " value=%" PRIu64 ".%02" PRIu64
           " unit=insn\n",
           figure, cpus, hundredths / 100, hundredths % 100);
}

/* ---- what all cores do at once --------------------------------------------------------------- */

static void meet(void)
{
    for (unsigned int i = 0; i < ROUNDS; i++)
        muster_barrier_wait(&all);
}

static void use_malloc(void)
{
    for (unsigned int i = 0; i < ROUNDS; i++) {
        char *volatile block = malloc(BLOCK_BYTES);
        if (!block)
            exit(EXIT_FAILURE);
        free(block);
    }
}

static void print_lines(void)
{
    for (unsigned int i = 0; i < LINES; i++)
        printf("line %u\n", i);
}

/* Measures from the first core's begin to the last one's end. */
static void measure_all(const char *figure, void (*operation)(void), unsigned int operations)
{
    muster_barrier_wait(&all);
    uint64_t begin_ticks = muster_counter();
    operation();
    uint64_t end_ticks = muster_counter();
    if (muster_reduce_min_u64(&all, &begin_ticks) != 0 ||
        muster_reduce_max_u64(&all, &end_ticks) != 0)
        exit(EXIT_FAILURE); /* a core has not come: the console names it */
    if (muster_barrier_rank(&all) == 0)
        print_result(figure, end_ticks - begin_ticks, operations);
}

/* ---- what CPU 0 does for all ----------------------------------------------------------------- */

static void nothing(void *unused)
{
    (void)unused;
}

static void measure_call_all(void)
{
    on_each_cpu(nothing, NULL, true);
    uint64_t begin_ticks = muster_counter();
    for (unsigned int i = 0; i < ROUNDS; i++)
        on_each_cpu(nothing, NULL, true);
    print_result("call_all", muster_counter() - begin_ticks, ROUNDS);
}

static void move_others(int (*move)(unsigned int cpu), const char *way)
{
    unsigned int cpu;

    for_each_possible_cpu (cpu) {
        int error = cpu == 0 ? 0 : move(cpu);
        if (error) {
            printf("CPU %u does not go %s: error %d\n", cpu, way, error);
            exit(EXIT_FAILURE);
        }
    }
}

static void measure_cpu_up(void)
{
    move_others(cpu_down, "down");
    uint64_t begin_ticks = muster_counter();
    move_others(cpu_up, "up");
    print_result("cpu_up", muster_counter() - begin_ticks, 1);
}

static void wait_until_others_idle(void)
{
    unsigned int cpu;

    for_each_online_cpu (cpu)
        while (cpu != 0 && !muster_cpu_is_idle(cpu))
            cpu_relax();
}

int app_main_percpu(unsigned int cpu)
{
    static bool has_measured_all; /* CPU 0, before it takes the others down */

    if (__atomic_load_n(&has_measured_all, __ATOMIC_RELAXED))
        return 0;
    meet(); /* what a core does only once */
    measure_all("barrier", meet, ROUNDS);
    measure_all("malloc", use_malloc, ROUNDS);
    measure_all("printf", print_lines, LINES);
    if (cpu != 0)
        return 0;
    __atomic_store_n(&has_measured_all, true, __ATOMIC_RELAXED);
    wait_until_others_idle();
    measure_call_all();
    measure_cpu_up();
    return 0;
}
