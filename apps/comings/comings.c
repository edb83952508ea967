/* SPDX-License-Identifier: MIT */
#include "comings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/cmdline.h>
#include <muster/cpuhp.h>
#include <muster/fork.h>
#include <muster/smp.h>
#include <muster/smp_call.h>

/*
 * usage: comings [ROUNDS [CPU]]
 *
 * CPUs come and go under work. CPU 0 gives all others the same task: count the primes below LIMIT,
 * number after number, while a periodic timer ticks on each. In each round CPU 0 takes one of them,
 * in turn or always the CPU that is given, down, looks at the others, brings the CPU up again and
 * gives it the task again. A number that was lost or counted twice would change the result, which
 * has been known for long.
 */

#define PRIMES_BELOW_LIMIT 78498
#define PATIENCE_NS (30 * UINT64_C(1000000000))

static unsigned int asked_to_leave, came, went;

/* Wakes the CPU that is to leave, which may have no number left; runs on CPU 0, in cpu_down(). */
static void on_leave(unsigned int cpu)
{
    (void)cpu;
    asked_to_leave++;
    ring(false);
}

/* The callbacks of a hotplug state: they run on the CPU that comes or goes. One does at a time. */
static int count_coming(unsigned int cpu)
{
    (void)cpu;
    came++;
    return 0;
}

static int count_going(unsigned int cpu)
{
    (void)cpu;
    went++;
    return 0;
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

    for_each_cpu (cpu, mask)
        calls -= per_cpu(record, cpu).calls;
    MUST(smp_call_function_many(mask, count_call, NULL, true) == 0);
    for_each_cpu (cpu, mask)
        calls += per_cpu(record, cpu).calls;
    return calls;
}

/* Makes a mask of the CPUs that work can be given to, without CPU 0. */
static void find_workers(struct cpumask *workers_mask)
{
    struct cpumask cpu0;

    cpumask_clear(&cpu0);
    cpumask_set_cpu(0, &cpu0);
    cpumask_andnot(workers_mask, cpu_active_mask, &cpu0);
}

/* Ends the program if a CPU has not gone or come, and says in which state it stands. */
static void check_way(const char *way, unsigned int cpu, int error)
{
    if (!error)
        return;
    printf("CPU %u did not %s: error %d\n", cpu, way, error);
    cpuhp_show();
    cpuhp_print_report();
    exit(1);
}

/* Takes a CPU down in the middle of its task, and sets it to work again. */
static void go_and_come(unsigned int cpu)
{
    struct cpumask others;
    uint64_t done, start_ns = muster_clock_ns();

    check_way("go", cpu, cpu_down(cpu));
    MUST(!cpu_online(cpu) && !cpu_active(cpu));
    MUST(muster_run_on(cpu, task, NULL) == -ENODEV);
    uint64_t down_ns = muster_clock_ns() - start_ns;
    find_workers(&others);
    MUST(call_all(&others) == cpumask_weight(&others));
    MUST(muster_stop_machine(take_snapshot, &done, NULL) == 1);

    start_ns = muster_clock_ns();
    check_way("come", cpu, cpu_up(cpu));
    MUST(cpu_active(cpu) && muster_cpu_is_idle(cpu));
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

/* Reads the arguments: the number of rounds, and the CPU that goes in all of them or 0. */
static void read_arguments(unsigned int *rounds, unsigned int *only_cpu)
{
    const struct muster_args *args = muster_app_args();

    if (args->argc > 1)
        MUST(muster_parse_u32(args->argv[1], 10000, rounds) == 0);
    if (args->argc > 2)
        MUST(muster_parse_u32(args->argv[2], NR_CPUS, only_cpu) == 0 && cpu_possible(*only_cpu));
}

/* Gives all CPUs but this one the task. */
static void begin_work(void)
{
    unsigned int cpu;

    for_each_active_cpu (cpu) {
        if (cpu == 0)
            continue;
        MUST(muster_join(cpu) == 0); /* it has returned from app_main_percpu() */
        set_to_work(cpu);
    }
}

/* Waits until all numbers are done and the CPUs have returned. Returns how often CPUs have begun
 * with the task. */
static uint64_t end_work(void)
{
    struct cpumask mask;
    uint64_t arrivals = 0;
    unsigned int cpu;

    while (look(&next_number) < LIMIT)
        usleep(1000);
    find_workers(&mask);
    MUST(muster_barrier_init(&workers, &mask) == 0);
    ring(true);
    for_each_cpu (cpu, &mask) {
        MUST(muster_join_timeout(cpu, PATIENCE_NS) == 0);
        arrivals += per_cpu(record, cpu).arrivals;
    }
    return arrivals;
}

/* Lets CPUs go and come, while a hotplug state counts them. */
static void run_rounds(unsigned int rounds, unsigned int only_cpu, unsigned int cpus)
{
    /* The CPUs that are up count as come, and do so in the middle of their task. */
    int state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "comings:count", count_coming, count_going);

    MUST(state > 0);
    for (unsigned int round = 0; round < rounds; round++)
        go_and_come(only_cpu ? only_cpu : 1 + round % (cpus - 1));
    /* Removes the state without a call, which would count CPUs that do not go. */
    MUST(cpuhp_remove_state_nocalls((enum cpuhp_state)state) == 0);
    MUST(came == cpus + rounds && went == rounds && asked_to_leave == rounds);
}

int app_main_percpu(unsigned int cpu)
{
    unsigned int rounds = 8, only_cpu = 0, cpus = num_active_cpus();

    if (cpu != 0)
        return 0;
    read_arguments(&rounds, &only_cpu);
    if (cpus < 2) {
        printf("CPUs that come and go: this needs 2 CPUs or more\n");
        return 0;
    }
    muster_on_leave(on_leave);
    begin_work();
    run_rounds(rounds, only_cpu, cpus);
    MUST(end_work() == cpus - 1 + rounds);

    print_records();
    printf("%lld primes below %u\n", (long long)muster_percpu_counter_sum(&primes), LIMIT);
    MUST(muster_percpu_counter_sum(&primes) == PRIMES_BELOW_LIMIT);
    MUST(numbers_done() == LIMIT && numbers_of_workers == LIMIT);
    return 0;
}
