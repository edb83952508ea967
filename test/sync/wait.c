/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/clock.h>
#include <muster/irq.h>
#include <muster/smp.h>
#include <muster/timer.h>
#include <muster/wait.h>

#include "args.h"
#include "check.h"
#include "random.h"
#include "wait.h"

/*
 * usage: sync-wait ROUNDS
 *
 * A token goes from CPU to CPU, ROUNDS times round, by a word for each CPU. A CPU keeps it for a
 * random time, about as long as the others stay awake, so that the wake-up comes before, while and
 * after the next CPU goes to sleep. A lost wake-up ends the test by its time-out.
 *
 * Before that, a word changes and changes back while CPU 0 wakes up. After it, the CPUs take a
 * mutex of one word ROUNDS times each.
 */

static DEFINE_MUSTER_BARRIER(all);
static uint32_t tokens[NR_CPUS];
static uint32_t count;

static void keep_for_a_while(uint32_t *random)
{
    const uint32_t most = 60000;

    be_busy(random_next(random) % most);
}

static void pass_on(unsigned int cpu, uint32_t rounds)
{
    uint32_t *mine = &tokens[cpu], *next = &tokens[(cpu + 1) % nr_cpu_ids], random = cpu;
    uint64_t flags = 0;

    if (cpu == 0)
        __atomic_store_n(&tokens[0], 1, __ATOMIC_RELEASE);
    for (uint32_t round = 1; round <= rounds; round++) {
        if (round % 8 == 3)
            local_irq_save(flags);
        CHECK(muster_wait_while_equal(mine, round - 1, UINT64_MAX));
        if (round % 8 == 3)
            local_irq_restore(flags);
        CHECK(count++ == (round - 1) * nr_cpu_ids + cpu);
        keep_for_a_while(&random);
        __atomic_store_n(next, cpu == nr_cpu_ids - 1 ? round + 1 : round, __ATOMIC_RELEASE);
        muster_wake(next);
    }
}

/* ---- one CPU alone --------------------------------------------------------------------------- */

static uint32_t word;

static void change_word(struct muster_timer *timer)
{
    (void)timer;
    __atomic_store_n(&word, word + 1, __ATOMIC_RELEASE);
    muster_wake(&word);
}

static void check_timeout(uint64_t timeout_ns)
{
    uint64_t start_ns = muster_clock_ns();

    CHECK(!muster_wait_while_equal(&word, word, timeout_ns));
    CHECK(muster_clock_ns() - start_ns >= timeout_ns);
}

/* A timer's handler changes the word, changes it back after `back_ns`, and changes it for good
 * after LATER_NS. */
struct flicker {
    struct muster_timer timer;
    uint32_t word, changes;
    uint64_t back_ns;
};
#define LATER_NS 200000

static void flicker_step(struct muster_timer *timer)
{
    struct flicker *flicker = timer->argument;

    flicker->word = ++flicker->changes % 2;
    if (flicker->changes < 3)
        CHECK(muster_timer_start(timer, flicker->word ? flicker->back_ns : LATER_NS) == 0);
    muster_wake(&flicker->word);
}

/* Waits for a word that may have its old value again when the CPU has got up. The times between
 * change and return go over all that the CPU does when it wakes up: under -icount, one of them
 * falls between its look and its return. */
static void wait_for_flicker(void)
{
    const uint64_t sleep_ns = 50000, most_ns = 6000, step_ns = 16;

    for (uint64_t back_ns = 0; back_ns < most_ns; back_ns += step_ns) {
        struct flicker flicker = {.back_ns = back_ns};
        muster_timer_init(&flicker.timer, flicker_step, &flicker);
        CHECK(muster_timer_start(&flicker.timer, sleep_ns) == 0);
        CHECK(muster_wait_while_equal(&flicker.word, 0, UINT64_MAX));
        CHECK(muster_timer_cancel_sync(&flicker.timer) >= 0);
    }
}

static void wait_alone(void)
{
    struct muster_timer timer = MUSTER_TIMER_INIT(change_word, NULL);
    uint64_t flags;

    CHECK(muster_wait_while_equal(&word, word + 1, 0));
    check_timeout(0);
    check_timeout(1000);
    check_timeout(3000000);
    local_irq_save(flags);
    check_timeout(3000000);
    local_irq_restore(flags);
    /* Waits until a handler on the same CPU wakes it. */
    for (uint64_t delay_ns = 0; delay_ns < 100000; delay_ns += 9973) {
        uint32_t before = word;
        CHECK(muster_timer_start(&timer, delay_ns) == 0);
        CHECK(muster_wait_while_equal(&word, before, UINT64_MAX));
        CHECK(word == before + 1);
    }
}

/* ---- a mutex of one word --------------------------------------------------------------------- */

static uint32_t mutex; /* 0: free, 1: taken */
static uint32_t taken;

static void lock_mutex(uint64_t timeout_ns)
{
    uint32_t is_free = 0;

    while (!__atomic_compare_exchange_n(&mutex, &is_free, 1, false, __ATOMIC_ACQUIRE,
                                        __ATOMIC_RELAXED)) {
        CHECK(muster_wait_while_equal(&mutex, 1, timeout_ns));
        is_free = 0;
    }
}

static void unlock_mutex(void)
{
    __atomic_store_n(&mutex, 0, __ATOMIC_RELEASE);
    muster_wake(&mutex);
}

/* The holder keeps the mutex so long that the others sleep, and often takes it again at once. */
static void take_turns(uint32_t rounds)
{
    const uint64_t minute_ns = 60000000000;
    const uint32_t held_instructions = 3000;

    for (uint32_t round = 0; round < rounds; round++) {
        lock_mutex(round % 2 ? minute_ns : UINT64_MAX);
        taken++;
        be_busy(held_instructions);
        unlock_mutex();
    }
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu == 0) {
        wait_alone();
        wait_for_flicker();
    }
    CHECK(muster_barrier_wait(&all) == 0);
    pass_on(cpu, (uint32_t)arg_number(1));
    CHECK(muster_barrier_wait(&all) == 0);
    CHECK(count == arg_number(1) * nr_cpu_ids && muster_sleepers <= nr_cpu_ids);
    take_turns((uint32_t)arg_number(1));
    CHECK(muster_barrier_wait(&all) == 0);
    CHECK(taken == arg_number(1) * nr_cpu_ids);
    return 0;
}
