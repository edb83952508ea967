/* SPDX-License-Identifier: MIT */
#include "barrier.h"

#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/smp.h>
#include <muster/timer.h>

#include "../cmdline.h"
#include "../report.h"
#include "../time/clock.h"

/* A barrier in which somebody waits for long: who is missing, and why. */

/* How often a CPU that waits looks who is missing. A missing CPU that has nothing to do by then
 * has returned: whoever was to hand it a function has had the time. */
#define LOOK_EVERY_NS NS_PER_S
/* So many CPUs are reported with all that they do. */
#define REPORTS_MAX 8

static unsigned int timeout_ms = 60000;

static int parse_barrier_timeout(const char *value)
{
    return parse_timeout_ms(value, 0, &timeout_ms);
}
MUSTER_EARLY_PARAM("barrier.timeout_ms", parse_barrier_timeout);

/* The CPUs that have not come to the phase after @p old. Those that come meanwhile may be in it. */
static void find_missing(const struct muster_barrier *barrier, uint32_t old,
                         struct cpumask *missing)
{
    unsigned int cpu;

    cpumask_clear(missing);
    for_each_cpu (cpu, &barrier->cpus)
        if (__atomic_load_n(&per_cpu_ptr(barrier->nodes, cpu)->phase, __ATOMIC_RELAXED) == old)
            cpumask_set_cpu(cpu, missing);
}

/* Leaves only those of them that will not come. */
static bool find_departed(struct cpumask *missing, bool with_idle)
{
    unsigned int cpu;

    for_each_cpu (cpu, missing)
        if (cpu_online(cpu) && !(with_idle && muster_cpu_is_idle(cpu)))
            cpumask_clear_cpu(cpu, missing);
    return !cpumask_empty(missing);
}

static void print_missing(const struct muster_barrier *barrier, const struct cpumask *missing,
                          int error)
{
    unsigned int cpu, count = 0;

    for_each_cpu (cpu, missing) {
        if (error == -ETIMEDOUT)
            console_printf("muster: the barrier at %p: CPU %u has not come within %u ms\n",
                           (const void *)barrier, cpu, timeout_ms);
        else
            console_printf("muster: the barrier at %p: CPU %u has %s and will not come\n",
                           (const void *)barrier, cpu,
                           cpu_online(cpu) ? "returned" : "gone offline");
        if (count++ < REPORTS_MAX)
            report_cpu(cpu);
    }
    if (!count)
        console_printf("muster: the barrier at %p: all have come, but have not been let go within "
                       "%u ms\n",
                       (const void *)barrier, timeout_ms);
}

/* Breaks it, unless all have come meanwhile. */
static void break_barrier(struct muster_barrier *barrier, uint32_t old,
                          const struct cpumask *missing, int error)
{
    uint32_t broken = BARRIER_BROKEN | (uint32_t)-error << BARRIER_ERRNO_SHIFT | old;

    if (!__atomic_compare_exchange_n(&barrier->generation, &old, broken, false, __ATOMIC_SEQ_CST,
                                     __ATOMIC_RELAXED))
        return;
    if (__atomic_load_n(&barrier->sleepers, __ATOMIC_SEQ_CST))
        wait_wake(NULL); /* those that wait for others to report sleep on other words */
    print_missing(barrier, missing, error);
}

/* One look at who is missing. */
static void look_around(struct muster_barrier *barrier, const struct barrier_waiting *mine,
                        uint64_t waited_ns)
{
    const uint64_t ns_per_ms = 1000000;
    struct cpumask missing;

    find_missing(barrier, mine->old, &missing);
    if (timeout_ms && waited_ns >= timeout_ms * ns_per_ms)
        break_barrier(barrier, mine->old, &missing, -ETIMEDOUT);
    else if (find_departed(&missing, waited_ns >= LOOK_EVERY_NS))
        break_barrier(barrier, mine->old, &missing, -ENODEV);
}

void barrier_wait_long(struct muster_barrier *barrier, struct barrier_waiting *mine)
{
    const uint64_t ns_per_ms = 1000000;
    uint64_t start_ns = muster_clock_ns(), waited_ns = 0;

    while (!barrier_is_over(mine)) {
        mine->departures = __atomic_load_n(&wait_departures, __ATOMIC_ACQUIRE);
        look_around(barrier, mine, waited_ns);
        uint64_t next_ns = waited_ns + LOOK_EVERY_NS, timeout_ns = timeout_ms * ns_per_ms;
        if (timeout_ns > waited_ns && timeout_ns < next_ns)
            next_ns = timeout_ns;
        wait_asleep(&mine->waiting, start_ns + next_ns);
        waited_ns = muster_clock_ns() - start_ns;
    }
}
