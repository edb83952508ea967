/* SPDX-License-Identifier: MIT */
#include "hotplug/bring_up.h"

#include <errno.h>
#include <stddef.h>

#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/smp.h>

#include "cpu/cpu_map.h"
#include "hotplug/chart.h"
#include "hotplug/handshake.h"
#include "hotplug/hotplug_lock.h"
#include "hotplug/mailbox.h"
#include "hotplug/occupant.h"
#include "hotplug/secondary.h"
#include "hotplug/timeout.h"
#include "hotplug/walk.h"

/* Brings CPUs up: all at boot, in parallel or one by one, and a single one at any time. */

static bool parallel = true;
static unsigned int fanout; /* cpuhp.fanout; 0: the boot CPU starts all others */
static bool all_arrived = true;
static unsigned int boot_limit;

static int parse_parallel(const char *value)
{
    return muster_parse_bool(value, &parallel);
}
MUSTER_EARLY_PARAM("cpuhp.parallel", parse_parallel);

static int parse_fanout(const char *value)
{
    return muster_parse_u32(value, NR_CPUS, &fanout);
}
MUSTER_EARLY_PARAM("cpuhp.fanout", parse_fanout);

bool smp_all_arrived(void)
{
    return all_arrived;
}

/* ---- one CPU, at any time ------------------------------------------------------------------ */

static int go_on_up(unsigned int cpu, uintptr_t unused)
{
    (void)unused;
    int error = cpuhp_walk_up(cpu, CPUHP_ONLINE);
    cpu_occupant->reopen(cpu);
    return error;
}

/* Finishes the way up of a CPU that runs, but has stayed half-way because a rollback failed. */
static int complete(unsigned int cpu)
{
    if (handshake_hangs_on_way_down(cpu))
        return -EBUSY;
    cpuhp_begin_pass(cpu, CPUHP_ONLINE);
    int error = mailbox_request(cpu, MAILBOX_ANY_TIME, go_on_up, 0);
    cpuhp_end_pass(cpu, error);
    return error;
}

static int bring_up(unsigned int cpu)
{
    if (cpuhp_cpu_state(cpu) == CPUHP_ONLINE)
        return -EALREADY;
    if (handshake_is_done(cpu))
        return complete(cpu);
    int error = handshake_start(cpu, false);
    if (error)
        return error == -EALREADY ? -EBUSY : error; /* says the firmware: the CPU is not up here */
    return handshake_finish(cpu, hotplug_deadline_ticks());
}

int cpu_up(unsigned int cpu)
{
    if (!cpu_possible(cpu))
        return -EINVAL;
    if (cpuhp_cpu_state(cpu) == CPUHP_ONLINE && handshake_is_done(cpu))
        return -EALREADY;
    if (!cpu_present(cpu))
        return -ENODEV;
    if (!hotplug_trylock())
        return -EBUSY;
    int error = bring_up(cpu);
    hotplug_unlock();
    return error;
}

/* ---- all CPUs, at boot --------------------------------------------------------------------- */

/* Starts the CPUs cpu * fanout + 1 to cpu * fanout + fanout. @p cpu calls this once it is online,
 * before it finishes its own way up. So a CPU that has waited for the end of that way knows that
 * these CPUs have been started. */
static void bring_up_children(unsigned int cpu)
{
    for (unsigned int i = 1; i <= fanout; i++) {
        unsigned int child = cpu * fanout + i;
        if (child >= boot_limit || handshake_was_given_up(cpu))
            break;
        if (cpu_present(child))
            handshake_start(child, true);
    }
}

/* Brings up CPUs in parallel. With cpuhp.fanout, the boot CPU starts the first CPUs and these start
 * the next ones. Without, the boot CPU starts all CPUs before it waits for any. A CPU that cannot
 * be started is named, and left to bring_up_serially(). */
static void bring_up_in_parallel(void)
{
    unsigned int cpu, started = num_online_cpus();

    if (fanout) {
        bring_up_children(0);
    } else {
        chart_imply_ways(true);
        for (cpu = 1; cpu < nr_cpu_ids && started < boot_limit; cpu++)
            started += cpu_present(cpu) && handshake_start(cpu, true) == 0;
        chart_imply_ways(false);
    }
    uint64_t deadline_ticks = hotplug_deadline_ticks();
    for (cpu = 1; cpu < nr_cpu_ids; cpu++)
        if (!handshake_is_up(cpu) && handshake_was_started(cpu))
            handshake_finish(cpu, deadline_ticks);
}

/* Returns true if the CPU may come up on a second try: its first try, if it had one, failed before
 * the CPU was started. */
static bool is_left(unsigned int cpu)
{
    const struct cpuhp_cpu *hp = per_cpu_ptr(&cpuhp_cpus, cpu);
    return handshake_is_free(cpu) && (!hp->result || hp->failed <= CPUHP_BRINGUP_CPU);
}

static void bring_up_serially(void)
{
    unsigned int cpu, active = num_active_cpus();

    for_each_present_cpu (cpu) {
        if (active >= boot_limit)
            break;
        if (is_left(cpu) && bring_up(cpu) == 0)
            active++;
    }
}

void smp_init(void)
{
    boot_limit = cpu_map_boot_limit();
    if (boot_limit > num_present_cpus())
        boot_limit = num_present_cpus();
    hotplug_trylock(); /* is free: CPUs that a constructor has brought up only wait */
    if (parallel) {
        if (fanout)
            __atomic_store_n(&secondary_is_online, bring_up_children, __ATOMIC_RELAXED);
        bring_up_in_parallel();
        /* CPUs that come up later start no others, since no CPU would wait for those. */
        __atomic_store_n(&secondary_is_online, NULL, __ATOMIC_RELAXED);
    }
    unsigned int active = num_active_cpus();
    if (active < boot_limit) {
        bring_up_serially();
        active = num_active_cpus();
    }
    hotplug_unlock();
    secondary_report_entry_els();
    if (active < boot_limit) {
        all_arrived = false;
        console_printf("muster: %u of %u CPUs are online\n", active, boot_limit);
    }
}
