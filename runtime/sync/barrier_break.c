/* SPDX-License-Identifier: MIT */
#include "sync/barrier.h"

#include <errno.h>
#include <stddef.h>

#include <muster/clock.h>
#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/order.h>
#include <muster/smp.h>

#include "base/clock.h"
#include "base/parse.h"
#include "base/wait_limit.h"
#include "console/reporter.h"

/* The slow path of a barrier in which a CPU waits for long: finds the CPUs that are missing, and
 * breaks the barrier if they will not come. */

/* A CPU that waits looks for missing CPUs at least this often. */
#define LOOK_EVERY_NS NS_PER_S
/* A missing CPU that has been idle for this long counts as returned to the runtime: any CPU that
 * was about to hand it a function has had the time to. */
#define IDLE_MAX_NS NS_PER_S
/* At most this many missing CPUs are reported in full (states, back trace). */
#define REPORTS_MAX 8

static unsigned int timeout_ms = NO_WAIT_LIMIT;
static uint64_t (*idle_ns_of)(unsigned int cpu);

void barrier_set_idle_ns(uint64_t (*idle_ns)(unsigned int cpu))
{
    idle_ns_of = idle_ns;
}

static int parse_barrier_timeout(const char *value)
{
    return parse_timeout_ms(value, 0, &timeout_ms);
}
MUSTER_EARLY_PARAM("barrier.timeout_ms", parse_barrier_timeout);

/* Collects the CPUs that are still in phase @p old. A CPU that arrives meanwhile may or may not be
 * in @p missing. */
static void find_missing(const struct muster_barrier *barrier, uint32_t old,
                         struct cpumask *missing)
{
    unsigned int cpu;

    cpumask_clear(missing);
    for_each_cpu (cpu, &barrier->cpus)
        if (__atomic_load_n(&per_cpu_ptr(barrier->nodes, cpu)->phase, __ATOMIC_RELAXED) == old)
            cpumask_set_cpu(cpu, missing);
}

/* Leaves in @p missing only the CPUs that will not come: offline, or idle for IDLE_MAX_NS. Returns
 * true if any is left. Lowers *@p next_ns, the wait after which to look again, if an idle CPU will
 * count as returned sooner. */
static bool find_departed(struct cpumask *missing, uint64_t waited_ns, uint64_t *next_ns)
{
    unsigned int cpu;

    for_each_cpu (cpu, missing) {
        if (!cpu_online(cpu))
            continue;
        uint64_t idle_ns = (idle_ns_of ? idle_ns_of(cpu) : 0),
                 since_ns = idle_ns < waited_ns ? idle_ns : waited_ns;
        if (since_ns >= IDLE_MAX_NS)
            continue;
        cpumask_clear_cpu(cpu, missing);
        if (idle_ns && *next_ns > waited_ns + IDLE_MAX_NS - since_ns)
            *next_ns = waited_ns + IDLE_MAX_NS - since_ns;
    }
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

/* Breaks the barrier with @p error and names the CPUs to blame. Does nothing if the phase has ended
 * meanwhile. */
static void break_barrier(struct muster_barrier *barrier, uint32_t old,
                          const struct cpumask *missing, int error)
{
    uint32_t broken = BARRIER_BROKEN | (uint32_t)-error << BARRIER_ERRNO_SHIFT | old;

    if (!__atomic_compare_exchange_n(&barrier->generation, &old, broken, false, __ATOMIC_SEQ_CST,
                                     __ATOMIC_RELAXED))
        return;
    if (__atomic_load_n(&barrier->sleepers, __ATOMIC_SEQ_CST))
        wait_wake(NULL); /* wake all: parents sleep on their own words */
    print_missing(barrier, missing, error);
}

/* Looks once for missing CPUs, and breaks the barrier if need be. Returns how long this CPU will
 * have waited in all, in ns, when the next look is due. */
static uint64_t look_around(struct muster_barrier *barrier, const struct barrier_waiting *mine,
                            uint64_t waited_ns)
{
    uint64_t next_ns = waited_ns + LOOK_EVERY_NS, timeout_ns = wait_limit_ns(timeout_ms);
    struct cpumask missing;

    find_missing(barrier, mine->old, &missing);
    if (waited_ns >= timeout_ns)
        break_barrier(barrier, mine->old, &missing, -ETIMEDOUT);
    else if (find_departed(&missing, waited_ns, &next_ns))
        break_barrier(barrier, mine->old, &missing, -ENODEV);
    return timeout_ns > waited_ns && timeout_ns < next_ns ? timeout_ns : next_ns;
}

void barrier_wait_long(struct muster_barrier *barrier, struct barrier_waiting *mine)
{
    uint64_t start_ns = muster_clock_ns(), waited_ns = 0;

    while (!barrier_is_over(mine)) {
        mine->departures = __atomic_load_n(&wait_departures, __ATOMIC_ACQUIRE);
        uint64_t next_ns = look_around(barrier, mine, waited_ns);
        wait_asleep(&mine->waiting, start_ns + next_ns);
        waited_ns = muster_clock_ns() - start_ns;
        smp_rmb(); /* read the clock, then look; partner: the release of a report, or let_go() */
    }
}
