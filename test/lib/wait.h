/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_WAIT_H
#define MUSTER_TEST_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/order.h>
#include <muster/smp.h>

#include "check.h"

/*
 * Waiting, on one CPU, for what another CPU or a handler does. Every wait ends: when its condition
 * is true, or with a failed check that names the condition and its place.
 */

/* How long one step of a test may take. This is less than the time-out of muster_add_test(), so
 * that the program itself says what did not come. */
#define WAIT_LIMIT_MS 50000
/* How long a CPU that has done its share may wait for the others: a whole long test. */
#define LONG_WAIT_LIMIT_MS 600000

static inline uint64_t ticks_of_us(uint64_t us)
{
    const uint64_t us_per_s = 1000000;

    return muster_counter_hz() * us / us_per_s;
}

/* Turns of a waiting loop between two looks at the counter: in QEMU a look takes a lock that all
 * CPUs share. */
#define WAIT_TURNS_PER_LOOK (1u << 20)

struct wait {
    uint64_t first_look_ticks;
    uint32_t turns;
};

/* One turn of a loop that waits for @p what. */
static inline void wait_turn(struct wait *wait, uint64_t limit_ms, const char *file, int line,
                             const char *what)
{
    cpu_relax();
    if (++wait->turns % WAIT_TURNS_PER_LOOK)
        return;
    uint64_t now_ticks = muster_counter();
    if (!wait->first_look_ticks)
        wait->first_look_ticks = now_ticks;
    if (now_ticks - wait->first_look_ticks > ticks_of_us(limit_ms * 1000))
        wait_failed(file, line, what);
}

#define WAIT_LOOP(condition, limit_ms, what)                                                       \
    do {                                                                                           \
        struct wait wait_state = {0, 0};                                                           \
        while (!(condition))                                                                       \
            wait_turn(&wait_state, limit_ms, __FILE__, __LINE__, what);                            \
    } while (0)

/* Waits until @p condition, which is evaluated again and again, is true. */
#define wait_until(condition) WAIT_LOOP(condition, WAIT_LIMIT_MS, #condition)

/* As wait_until(), for a condition that all the work of other CPUs comes before. */
#define wait_long_until(condition) WAIT_LOOP(condition, LONG_WAIT_LIMIT_MS, #condition)

/* Waits until another CPU, or a handler, has set *@p word to at least @p value. */
#define wait_for(word, value)                                                                      \
    WAIT_LOOP(smp_load_acquire(word) >= (value), WAIT_LIMIT_MS, #word " >= " #value)

/* Waits until the CPU waits in the runtime for work. */
#define wait_until_idle(cpu)                                                                       \
    WAIT_LOOP(muster_cpu_is_idle(cpu), WAIT_LIMIT_MS, "CPU " #cpu " is idle")

/* Waits until all other online CPUs wait in the runtime for work. */
static inline void wait_until_others_idle(void)
{
    unsigned int cpu;

    for_each_online_cpu (cpu)
        if (cpu != smp_processor_id())
            wait_until_idle(cpu);
}

/* Returns true as soon as *@p word is at least @p value, false if it is less after @p ms. */
static inline bool comes_within_ms(const uint32_t *word, uint32_t value, uint64_t ms)
{
    const uint64_t start_ticks = muster_counter();

    while (smp_load_acquire(word) < value) {
        if (muster_counter() - start_ticks > ticks_of_us(ms * 1000))
            return false;
        cpu_relax();
    }
    return true;
}

/* Is busy for about so many instructions, without giving way to the other CPUs. */
static inline void be_busy(uint32_t instructions)
{
    for (uint32_t i = 0; i < instructions; i += 3)
        muster_compiler_barrier();
}

/* Gives way to the other CPUs, which come to about so many turns of their own meanwhile. */
static inline void relax(unsigned int turns)
{
    while (turns--)
        cpu_relax();
}

/* Gives way to the other CPUs once in many instructions: where all CPUs share one host thread, each
 * cpu_relax() is a switch to another CPU. */
static inline void relax_seldom(void)
{
    be_busy(30000);
    cpu_relax();
}

static inline void wait_us(uint64_t us)
{
    const uint64_t start_ticks = muster_counter();

    while (muster_counter() - start_ticks < ticks_of_us(us))
        cpu_relax();
}

static inline void wait_ms(uint64_t ms)
{
    const uint64_t start_ticks = muster_counter();

    while (muster_counter() - start_ticks < ticks_of_us(ms * 1000))
        relax_seldom();
}

#endif
