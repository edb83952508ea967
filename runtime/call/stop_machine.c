/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/console.h>
#include <muster/irq.h>
#include <muster/order.h>
#include <muster/smp.h>

#include "arch.h"
#include "base/backoff.h"
#include "call/call_queue.h"
#include "call/smp_call.h"
#include "debug/report.h"
#include "debug/watchdog.h"
#include "exit/exit.h"
#include "time/clock.h"

/* How long CPUs may take to come together. */
#define GATHER_TIMEOUT_MS 5000

/* One at a time. */
static uint32_t is_busy;
/* Which gathering is under way, in the upper half, 0 for none, and how many CPUs are held in it: in
 * one word, so that a CPU that comes late to an earlier one does not count for this one. */
static uint64_t gathering;
#define ROUND_SHIFT 32
static uint32_t last_round;
static struct cpumask present; /* who has come, for reports */

static bool is_under_way(uint32_t round)
{
    /* Acquire: what the function wrote is seen here; partner: let_go(). */
    return smp_load_acquire(&gathering) >> ROUND_SHIFT == round;
}

/* Counts the calling CPU, unless it is too late. Release: what it wrote is seen by the function;
 * partner: gather(). */
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
            stop_this_cpu(); /* the interrupt that says so is masked here */
        backoff_pause(&backoff);
    }
}

static void let_go(void)
{
    watchdog_excuse_all();
    smp_store_release(&gathering, 0);
}

/* The CPUs of @p mask that are to come, this one left out, and how many: -ENXIO if one is off. */
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
                   cpumask_weight(&missing), GATHER_TIMEOUT_MS);
    for_each_cpu (cpu, &missing)
        report_cpu(cpu);
}

static int gather(const struct cpumask *others, unsigned int count)
{
    uint64_t start = arch_counter();
    uint64_t timeout_ticks = clock_ticks_of_ms(GATHER_TIMEOUT_MS);
    struct backoff backoff = {0};

    int error = smp_call_function_many(others, hold, (void *)(uintptr_t)last_round, false);
    while (!error && (uint32_t)smp_load_acquire(&gathering) < count) {
        if (arch_counter() - start >= timeout_ticks) {
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
