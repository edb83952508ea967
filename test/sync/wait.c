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

int app_main_percpu(unsigned int cpu)
{
    if (cpu == 0)
        wait_alone();
    CHECK(muster_barrier_wait(&all) == 0);
    pass_on(cpu, (uint32_t)arg_number(1));
    CHECK(muster_barrier_wait(&all) == 0);
    CHECK(count == arg_number(1) * nr_cpu_ids && muster_sleepers <= nr_cpu_ids);
    return 0;
}
