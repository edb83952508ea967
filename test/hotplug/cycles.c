/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/console.h>
#include <muster/cpuhp.h>
#include <muster/order.h>
#include <muster/percpu.h>

#include "args.h"
#include "check.h"
#include "random.h"
#include "wait.h"

/*
 * usage: hotplug-cycles COUNT SEED...
 *
 * For each SEED one CPU (the first CPU 0, the next CPU 1, ...) takes COUNT times a CPU down and
 * brings it up again: any but itself, in an order that comes from SEED, often several at a time.
 * The CPUs that are up meanwhile get jobs: they allocate memory, format text and take a lock, until
 * they have done their share or are told to leave. At the end all are up and have worked since, and
 * nothing that they have kept is lost. What cpu_up() and cpu_down() have cost is shown, for people.
 */

/* Rounds of a job. Few: the load should not take most of the time of the machine that emulates. */
#define MAX_ROUNDS 16

#define LINES_PER_CPU 4 /* of console output for each seed: enough to have the console in use */

static unsigned int lap;  /* the index of the seed; of the driver alone */
static uint32_t progress; /* 0 to LINES_PER_CPU; written by the driver */

/* ---- the load ------------------------------------------------------------------------------- */

/* Three copies of a count, each by its CPU in another place: all must stay the same. */
static DEFINE_PER_CPU(uint64_t, rounds);
static _Thread_local uint64_t rounds_of_thread;
static uint64_t rounds_in_memory[NR_CPUS];
static uint32_t shown[NR_CPUS]; /* the progress that the CPU has told; its own */

/* By the CPU at the end of its job; read by the driver when the CPU is down or idle. */
static uint32_t jobs_done[NR_CPUS], jobs_given[NR_CPUS];

static uint32_t lock_word;
static uint64_t locked_rounds[2]; /* under the lock, both the same */

static void take_lock(void)
{
    wait_until(!__atomic_exchange_n(&lock_word, 1, __ATOMIC_ACQUIRE));
}

static void count_under_lock(void)
{
    take_lock();
    CHECK(locked_rounds[0] == locked_rounds[1]);
    locked_rounds[0]++;
    locked_rounds[1]++;
    __atomic_store_n(&lock_word, 0, __ATOMIC_RELEASE);
}

static void check_filled(const unsigned char *block, size_t bytes, unsigned char with)
{
    for (size_t i = 0; i < bytes; i++)
        CHECK(block[i] == with);
}

static void use_memory(uint32_t *random)
{
    const size_t max_bytes = 300;
    size_t bytes = 1 + random_next(random) % max_bytes;
    size_t more = bytes + random_next(random) % max_bytes;
    unsigned char with = (unsigned char)*random;
    unsigned char *block = malloc(bytes);

    CHECK(block != NULL);
    memset(block, with, bytes);
    block = realloc(block, more);
    CHECK(block != NULL);
    check_filled(block, bytes, with);
    memset(block, with + 1, more);
    unsigned char *other = malloc(bytes);
    CHECK(other != NULL);
    memset(other, with + 2, bytes);
    check_filled(block, more, (unsigned char)(with + 1));
    free(block);
    check_filled(other, bytes, (unsigned char)(with + 2));
    free(other);
}

static void use_text(uint32_t number)
{
    char text[32];

    snprintf(text, sizeof(text), "%08x %lu", (unsigned int)number, (unsigned long)number);
    CHECK(strtoul(text, NULL, 16) == number);
    CHECK(strtoul(text + 9, NULL, 10) == number);
}

static void count_round(unsigned int cpu)
{
    this_cpu_inc(rounds);
    rounds_of_thread++;
    rounds_in_memory[cpu]++;
    CHECK(this_cpu_read(rounds) == rounds_in_memory[cpu]);
    CHECK(rounds_of_thread == rounds_in_memory[cpu]);
}

static void tell_progress(unsigned int cpu)
{
    uint32_t now = smp_load_acquire(&progress);

    if (now == shown[cpu])
        return;
    shown[cpu] = now;
    printf("CPU %u: %u of %u\n", cpu, (unsigned int)now, LINES_PER_CPU);
}

static int load(void *unused)
{
    unsigned int cpu = smp_processor_id();
    uint32_t random = cpu + (uint32_t)rounds_in_memory[cpu];
    uint32_t left = 1 + random_next(&random) % MAX_ROUNDS;

    (void)unused;
    do {
        use_memory(&random);
        use_text(random);
        count_under_lock();
        count_round(cpu);
        tell_progress(cpu);
    } while (!muster_checkpoint() && --left);
    jobs_done[cpu]++;
    return 0;
}

/* ---- what it costs -------------------------------------------------------------------------- */

#define BUCKETS 40

struct histogram {
    uint64_t min_ns, max_ns;
    unsigned int count, buckets[BUCKETS]; /* bucket n: below 2^n ns */
};
static struct histogram ups, downs;

static void add_cost(struct histogram *histogram, uint64_t start_ticks)
{
    const uint64_t ns_per_s = 1000000000;
    uint64_t ns = (muster_counter() - start_ticks) * ns_per_s / muster_counter_hz();
    unsigned int bucket = 0;

    while (bucket < BUCKETS - 1 && ns >> bucket)
        bucket++;
    histogram->buckets[bucket]++;
    if (!histogram->count++ || ns < histogram->min_ns)
        histogram->min_ns = ns;
    if (ns > histogram->max_ns)
        histogram->max_ns = ns;
}

static void print_costs(const char *what, const struct histogram *histogram)
{
    console_printf("%s: %u times, %lu to %lu ns\n", what, histogram->count,
                   (unsigned long)histogram->min_ns, (unsigned long)histogram->max_ns);
    for (unsigned int bucket = 0; bucket < BUCKETS; bucket++)
        if (histogram->buckets[bucket])
            console_printf("%s: below %lu ns: %u\n", what, 1UL << bucket,
                           histogram->buckets[bucket]);
}

/* ---- the driver ----------------------------------------------------------------------------- */

static bool is_off[NR_CPUS];

static void give_load(unsigned int cpu)
{
    jobs_given[cpu]++;
    CHECK(muster_run_on(cpu, load, NULL) == 0);
}

static void bring_up(unsigned int cpu)
{
    uint64_t start_ticks = muster_counter();

    CHECK(cpu_up(cpu) == 0);
    add_cost(&ups, start_ticks);
    CHECK(cpu_online(cpu) && cpu_active(cpu) && cpuhp_cpu_state(cpu) == CPUHP_ONLINE);
    is_off[cpu] = false;
    give_load(cpu);
}

static void take_down(unsigned int cpu)
{
    uint64_t start_ticks = muster_counter();

    CHECK(cpu_down(cpu) == 0);
    add_cost(&downs, start_ticks);
    CHECK(!cpu_online(cpu) && !cpu_active(cpu) && cpuhp_cpu_state(cpu) == CPUHP_OFFLINE);
    CHECK(jobs_done[cpu] == jobs_given[cpu]);
    is_off[cpu] = true;
}

/* Gives one more job to each CPU that has done its last. */
static void give_loads(unsigned int self)
{
    unsigned int cpu;

    for_each_active_cpu (cpu)
        if (cpu != self && muster_cpu_is_idle(cpu))
            give_load(cpu);
}

static void cycle(unsigned int self, unsigned int count, uint32_t random)
{
    for (unsigned int done = 0; done < count;) {
        unsigned int cpu = random_next(&random) % nr_cpu_ids;
        if (cpu == self)
            continue;
        give_loads(self);
        if (is_off[cpu]) {
            bring_up(cpu);
            continue;
        }
        take_down(cpu);
        done++;
        smp_store_release(&progress, (uint32_t)((uint64_t)done * LINES_PER_CPU / count));
    }
}

/* Checks that all CPUs are up, gives each a job, and waits until they have done it. */
static void end_load(unsigned int self)
{
    unsigned int cpu;

    for_each_possible_cpu (cpu)
        if (is_off[cpu])
            bring_up(cpu);
    for_each_possible_cpu (cpu) {
        if (cpu == self)
            continue;
        wait_until_idle(cpu);
        CHECK(jobs_done[cpu] == jobs_given[cpu]);
        CHECK(per_cpu(rounds, cpu) == rounds_in_memory[cpu]);
    }
    CHECK(num_online_cpus() == nr_cpu_ids && num_active_cpus() == nr_cpu_ids);
}

static void check_sums(void)
{
    uint64_t sum = 0;
    unsigned int cpu;

    for_each_possible_cpu (cpu)
        sum += rounds_in_memory[cpu];
    CHECK(sum == locked_rounds[0] && sum == locked_rounds[1]);
    print_costs("cpu_up", &ups);
    print_costs("cpu_down", &downs);
}

static int drive(void *unused)
{
    unsigned int self = smp_processor_id();

    (void)unused;
    cycle(self, (unsigned int)arg_number(1), (uint32_t)arg_number(2 + (int)lap));
    end_load(self);
    if (++lap + 2 == (unsigned int)muster_app_args()->argc) {
        check_sums();
        return 0;
    }
    smp_store_release(&progress, 0);
    CHECK(muster_run_on((self + 1) % nr_cpu_ids, drive, NULL) == 0);
    return 0;
}

int app_main_percpu(unsigned int cpu)
{
    return cpu == 0 ? drive(NULL) : 0;
}
