/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/fork.h>
#include <muster/pmu.h>
#include <muster/smp.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: pmu none|cycles|all
 *
 * The machine has no PMU, or counts cycles, or instructions as well. Every CPU counts for itself.
 */

void near_overflow(uint64_t value);
void work(uint64_t rounds);

static struct rendezvous meeting;

static void check_without(void)
{
    struct muster_pmu_counts counts;

    CHECK(!muster_pmu_available() && muster_pmu_counters() == 0);
    CHECK(!muster_pmu_has_event(MUSTER_PMU_CYCLES));
    CHECK(muster_pmu_start(NULL, 0) == -EOPNOTSUPP);
    CHECK(muster_pmu_read(&counts) == -EOPNOTSUPP);
    CHECK(muster_pmu_stop(&counts) == -EOPNOTSUPP);
}

static void check_errors(void)
{
    uint16_t events[MUSTER_PMU_EVENTS_MAX + 1] = {MUSTER_PMU_CYCLES};
    const uint16_t never = 0x3f; /* reserved: no CPU has it */
    struct muster_pmu_counts counts;

    CHECK(muster_pmu_available() && muster_pmu_counters() > 0);
    CHECK(muster_pmu_read(&counts) == -EINVAL && muster_pmu_stop(&counts) == -EINVAL);
    CHECK(muster_pmu_start(events, MUSTER_PMU_EVENTS_MAX + 1) == -EINVAL);
    CHECK(muster_pmu_start(NULL, 1) == -EINVAL);
    if (muster_pmu_counters() < MUSTER_PMU_EVENTS_MAX)
        CHECK(muster_pmu_start(events, muster_pmu_counters() + 1) == -ENOSPC);
    CHECK(!muster_pmu_has_event(never) && muster_pmu_start(&never, 1) == -ENOENT);
    CHECK(muster_pmu_read(&counts) == -EINVAL);
}

static void check_cycles(void)
{
    struct muster_pmu_counts first, second, third;

    CHECK(muster_pmu_start(NULL, 0) == 0);
    work(10000);
    CHECK(muster_pmu_read(&first) == 0 && first.cycles > 0 && first.events[0] == 0);
    work(10000);
    CHECK(muster_pmu_stop(&second) == 0 && second.cycles > first.cycles);
    CHECK(muster_pmu_read(&third) == -EINVAL);
    CHECK(muster_pmu_start(NULL, 0) == 0); /* from 0 on */
    CHECK(muster_pmu_stop(&third) == 0 && third.cycles < second.cycles);
}

/* Counts instructions. QEMU counts those of all CPUs, so only bounds are known. */
static void check_events(void)
{
    const uint16_t events[] = {MUSTER_PMU_INSTRUCTIONS, MUSTER_PMU_CYCLES};
    struct muster_pmu_counts counts;

    CHECK(muster_pmu_start(events, 2) == 0);
    work(10000);
    CHECK(muster_pmu_read(&counts) == 0);
    CHECK(counts.events[0] > 20000 && counts.events[1] > 20000 && counts.events[2] == 0);
    CHECK(counts.events[1] >= counts.cycles);
    CHECK(muster_pmu_stop(&counts) == 0);
}

/* Checks that a 32-bit counter that begins near its end goes on beyond it, and is not counted
 * twice. */
static void check_overflow(uint16_t event)
{
    const uint64_t begin = UINT32_MAX - 1000;
    struct muster_pmu_counts first, second;

    CHECK(muster_pmu_start(&event, 1) == 0);
    near_overflow(begin);
    work(100000);
    CHECK(muster_pmu_read(&first) == 0 && muster_pmu_read(&second) == 0);
    CHECK(first.events[0] > UINT32_MAX && second.events[0] > first.events[0]);
    CHECK(second.events[0] < UINT64_C(2) << 32);
    CHECK(muster_pmu_stop(&second) == 0);
}

static void count_for_ever(void *unused)
{
    (void)unused;
    CHECK(muster_pmu_start(NULL, 0) == 0);
}

static void has_stopped(void *unused)
{
    struct muster_pmu_counts counts;

    (void)unused;
    CHECK(muster_pmu_read(&counts) == -EINVAL);
}

/* Checks that what a CPU counted is gone when it has been down. */
static void check_hotplug(void)
{
    CHECK(muster_join(1) == 0);
    CHECK(muster_fork(1, count_for_ever, NULL) == 0 && muster_join(1) == 0);
    CHECK(cpu_down(1) == 0 && cpu_up(1) == 0);
    CHECK(muster_fork(1, has_stopped, NULL) == 0 && muster_join(1) == 0);
    CHECK(muster_fork(1, count_for_ever, NULL) == 0 && muster_join(1) == 0);
}

int app_main_percpu(unsigned int cpu)
{
    if (arg_is(1, "none")) {
        check_without();
        return 0;
    }
    check_errors();
    check_cycles();
    if (arg_is(1, "all"))
        check_events();
    CHECK(muster_pmu_has_event(MUSTER_PMU_INSTRUCTIONS) == arg_is(1, "all"));
    check_overflow(MUSTER_PMU_CYCLES);
    rendezvous(&meeting);
    if (cpu == 0)
        check_hotplug();
    return 0;
}
