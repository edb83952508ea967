/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/console.h>
#include <muster/irq.h>
#include <muster/order.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "base/backoff.h"
#include "base/ticks.h"
#include "base/wait_limit.h"
#include "call/stop_machine.h"
#include "console/reporter.h"
#include "console/stop.h"
#include "ipi/call_queue.h"
#include "ipi/call_timeout.h"

/* muster_stop_machine(): holds other CPUs with interrupts masked while this CPU runs a function. */

/* 1 while a CPU is in muster_stop_machine(): one at a time. */
static uint32_t is_busy;
/* The gathering under way: its round in the upper half (0: none), and how many CPUs it holds in the
 * lower half. Both are in one word, so that a CPU that arrives late for an earlier round does not
 * count for this round. */
static uint64_t gathering;
#define ROUND_SHIFT 32
static uint32_t last_round;
static struct cpumask present; /* the CPUs that have arrived; for reports */

static void (*at_end)(void);

void stop_machine_at_end(void (*function)(void))
{
    at_end = function;
}

static bool is_under_way(uint32_t round)
{
    /* Acquire: this CPU sees what the function wrote. Partner: let_go(). */
    return smp_load_acquire(&gathering) >> ROUND_SHIFT == round;
}

/* Counts the calling CPU as held. Returns false if the round is over: the CPU came too late.
 * Release: the function sees what this CPU wrote. Partner: gather(). */
static bool arrive(uint32_t round)
{
    uint64_t seen = __atomic_load_n(&gathering, __ATOMIC_RELAXED);

    do
        if (seen >> ROUND_SHIFT != round)
            return false;
    while (!__atomic_compare_exchange_n(&gathering, &seen, seen + 1, true, __ATOMIC_RELEASE,
                                        __ATOMIC_RELAXED));
    return true;
}

static void hold(void *info)
{
    const uint32_t round = (uint32_t)(uintptr_t)info;
    struct backoff backoff = {0};

    if (!arrive(round))
        return;
    cpumask_set_cpu(smp_processor_id(), &present);
    while (is_under_way(round)) {
        if (stop_is_requested())
            stop_this_cpu(); /* the stop interrupt is masked here */
        backoff_pause(&backoff);
    }
}

static void let_go(void)
{
    if (at_end)
        at_end();
    smp_store_release(&gathering, 0);
}

/* Collects in @p others the CPUs that are to be held: @p mask (NULL: all online CPUs) without this
 * CPU. Returns how many there are, or -ENXIO if one is offline. */
static int choose(const struct cpumask *mask, struct cpumask *others)
{
    unsigned int cpu, self = smp_processor_id();
    int count = 0;

    cpumask_copy(others, mask ? mask : cpu_online_mask);
    cpumask_clear_cpu(self, others);
    for_each_cpu (cpu, others) {
        if (!cpu_online(cpu))
            return -ENXIO;
        count++;
    }
    return count;
}

static void report_missing(const struct cpumask *others)
{
    struct cpumask missing;
    unsigned int cpu;

    cpumask_andnot(&missing, others, &present);
    console_printf("muster: muster_stop_machine(): %u CPUs have not come within %u ms, these:\n",
                   cpumask_weight(&missing), call_timeout_ms);
    for_each_cpu (cpu, &missing)
        report_cpu(cpu);
}

static bool have_come(unsigned int count)
{
    return (uint32_t)smp_load_acquire(&gathering) >= count;
}

static int gather(const struct cpumask *others, unsigned int count)
{
    uint64_t start = counter_now();
    struct backoff backoff = {0};

    int error = smp_call_function_many(others, hold, (void *)(uintptr_t)last_round, false);
    while (!error && !have_come(count)) {
        if (wait_limit_is_reached(start, call_timeout_ms) && !have_come(count)) {
            report_missing(others);
            call_queue_withdraw(smp_processor_id(), CALL_UNWAITED);
            error = -ETIMEDOUT;
        }
        backoff_pause(&backoff);
    }
    return error;
}

int muster_stop_machine(int (*function)(void *argument), void *argument, const struct cpumask *mask)
{
    uint32_t free = 0;
    struct cpumask others;

    if (!function)
        return -EINVAL;
    if (muster_in_irq() || arch_irqs_are_masked())
        return -EDEADLK;
    if (!__atomic_compare_exchange_n(&is_busy, &free, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        return -EBUSY;
    int result = choose(mask, &others);
    if (result >= 0) {
        last_round += last_round == UINT32_MAX ? 2 : 1;
        cpumask_clear(&present);
        smp_store_release(&gathering, (uint64_t)last_round << ROUND_SHIFT);
        result = gather(&others, (unsigned int)result);
        if (!result) {
            uint64_t flags = arch_irq_save();
            result = function(argument);
            arch_irq_restore(flags);
        }
        let_go();
    }
    __atomic_store_n(&is_busy, 0, __ATOMIC_RELEASE);
    return result;
}
