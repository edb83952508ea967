/* SPDX-License-Identifier: MIT */
#include "comings.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/cmdline.h>
#include <muster/fork.h>
#include <muster/smp.h>
#include <muster/smp_call.h>

/*
 * usage: comings [ROUNDS]
 *
 * CPUs come and go under work. CPU 0 gives all others the same task: count the primes below LIMIT,
 * number after number, while a periodic timer ticks on each. In each round CPU 0 takes one of them
 * down, looks at the others, brings the CPU up again and gives it the task again. A number that was
 * lost or counted twice would change the result, which has been known for long.
 */

#define PRIMES_BELOW_LIMIT 78498
#define PATIENCE_NS (30 * UINT64_C(1000000000))

static unsigned int asked_to_leave;

/* Wakes the CPU that is to leave, which may have no number left; runs on CPU 0, in cpu_down(). */
static void on_leave(unsigned int cpu)
{
    (void)cpu;
    asked_to_leave++;
    ring(false);
}

/* Gives a CPU the task, and returns when it is at work there: its timer has ticked twice. */
static void set_to_work(unsigned int cpu)
{
    struct record *its = &per_cpu(record, cpu);
    uint64_t ticks = look(&its->ticks);
    uint64_t deadline_ns = muster_clock_ns() + PATIENCE_NS;

    MUST(muster_run_on(cpu, task, NULL) == 0);
    while (look(&its->ticks) < ticks + 2) {
        MUST(muster_clock_ns() < deadline_ns);
        usleep(100);
    }
    MUST(muster_join_timeout(cpu, 0) == -ETIMEDOUT);
}

static uint64_t numbers_done(void)
{
    uint64_t done = 0;
    unsigned int cpu;

    for_each_possible_cpu (cpu)
        done += look(&per_cpu(record, cpu).numbers);
    return done;
}

/* Adds up while no other CPU runs: each holds one number at most, and nothing moves meanwhile. */
static int take_snapshot(void *done)
{
    uint64_t taken = look(&next_number);
    uint64_t before = numbers_done();

    udelay(20);
    *(uint64_t *)done = numbers_done();
    if (taken > LIMIT)
        taken = LIMIT;
    return *(uint64_t *)done == before && before <= taken && taken - before < num_online_cpus();
}

static void count_call(void *unused)
{
    (void)unused;
    add(&per_cpu(record, smp_processor_id()).calls, 1);
}

/* Calls the CPUs of the mask at the same time, and returns how many calls were made. */
static uint64_t call_all(const struct cpumask *mask)
{
    uint64_t calls = 0;
    unsigned int cpu;

    for_each_possible_cpu (cpu)
        calls -= per_cpu(record, cpu).calls;
    MUST(smp_call_function_many(mask, count_call, NULL, true) == 0);
    for_each_possible_cpu (cpu)
        calls += per_cpu(record, cpu).calls;
    return calls;
}

/* Takes a CPU down in the middle of its task, and sets it to work again. */
static void go_and_come(unsigned int cpu)
{
    struct cpumask others;
    uint64_t done, start_ns = muster_clock_ns();

    MUST(cpu_down(cpu) == 0 && !cpu_online(cpu));
    MUST(muster_run_on(cpu, task, NULL) == -ENODEV);
    uint64_t down_ns = muster_clock_ns() - start_ns;
    cpumask_copy(&others, cpu_online_mask);
    cpumask_clear_cpu(0, &others);
    MUST(call_all(&others) == cpumask_weight(&others));
    MUST(muster_stop_machine(take_snapshot, &done, NULL) == 1);

    start_ns = muster_clock_ns();
    MUST(cpu_up(cpu) == 0 && muster_cpu_is_idle(cpu));
    uint64_t up_ns = muster_clock_ns() - start_ns;
    set_to_work(cpu);
    printf("CPU %2u went in %6llu us and came in %6llu us; %7llu of %u numbers were done\n", cpu,
           (unsigned long long)down_ns / 1000, (unsigned long long)up_ns / 1000,
           (unsigned long long)done, LIMIT);
}

static void print_records(void)
{
    unsigned int cpu;

    printf("\n%4s %8s %8s %7s %7s %6s\n", "CPU", "arrivals", "numbers", "ticks", "missed", "calls");
    for_each_online_cpu (cpu) {
        const struct record *its = &per_cpu(record, cpu);

        if (cpu != 0)
            printf("%4u %8llu %8llu %7llu %7llu %6llu\n", cpu, (unsigned long long)its->arrivals,
                   (unsigned long long)its->numbers, (unsigned long long)its->ticks,
                   (unsigned long long)its->missed, (unsigned long long)its->calls);
    }
}

int app_main_percpu(unsigned int cpu)
{
    const struct muster_args *args = muster_app_args();
    unsigned int rounds = 8, cpus = num_online_cpus(), other;
    uint64_t arrivals = 0;

    if (cpu != 0)
        return 0;
    if (args->argc > 1)
        MUST(muster_parse_u32(args->argv[1], 10000, &rounds) == 0);
    if (cpus < 2) {
        printf("CPUs that come and go: this needs 2 CPUs or more\n");
        return 0;
    }
    muster_on_leave(on_leave);
    for (other = 1; other < cpus; other++) {
        MUST(muster_join(other) == 0); /* it has returned from app_main_percpu() */
        set_to_work(other);
    }
    for (unsigned int round = 0; round < rounds; round++)
        go_and_come(1 + round % (cpus - 1));
    while (look(&next_number) < LIMIT)
        usleep(1000);
    ring(true);
    for (other = 1; other < cpus; other++) {
        MUST(muster_join_timeout(other, PATIENCE_NS) == 0);
        arrivals += per_cpu(record, other).arrivals;
    }

    print_records();
    printf("%lld primes below %u\n", (long long)muster_percpu_counter_sum(&primes), LIMIT);
    MUST(muster_percpu_counter_sum(&primes) == PRIMES_BELOW_LIMIT && numbers_done() == LIMIT);
    MUST(asked_to_leave == rounds && arrivals == cpus - 1 + rounds);
    return 0;
}
