/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/fork.h>
#include <muster/smp.h>

#include "args.h"
#include "check.h"
#include "work.h"

/*
 * usage: fork-hotplug CYCLES
 *
 * CPU 0 forks on the others. Meanwhile CPU 1 takes one of these down and brings it up again, at
 * least CYCLES times. A function that was handed over runs to its end, once. A joiner learns that
 * the CPU is gone, or is up again; a caller of fork learns that the CPU is gone.
 */

#define MOST_S 50

static uint32_t handed_over, returned;
static uint32_t refused; /* forks, for there was no such CPU then */
static uint32_t cycles;  /* that are complete; CPU 1 */
static uint32_t is_over;

static void work(void *unused)
{
    (void)unused;
    for (unsigned int i = 0; i < 100 && !muster_checkpoint(); i++)
        cpu_relax();
    __atomic_add_fetch(&returned, 1, __ATOMIC_RELAXED);
}

static void take_down_and_up(void *unused)
{
    unsigned int cpu = 2;

    (void)unused;
    while (!smp_load_acquire(&is_over)) {
        CHECK(cpu_down(cpu) == 0);
        CHECK(cpu_up(cpu) == 0);
        __atomic_add_fetch(&cycles, 1, __ATOMIC_RELAXED);
        cpu = cpu + 1 < nr_cpu_ids ? cpu + 1 : 2;
    }
}

static void one_round(void)
{
    for (unsigned int cpu = 2; cpu < nr_cpu_ids; cpu++) {
        int error = muster_fork(cpu, work, NULL);
        CHECK(error == 0 || error == -ENODEV);
        handed_over += error == 0;
        refused += error == -ENODEV;
    }
    for (unsigned int cpu = 2; cpu < nr_cpu_ids; cpu++) {
        int error = muster_join(cpu);
        CHECK(error == 0 || error == -ENODEV);
    }
    CHECK(__atomic_load_n(&returned, __ATOMIC_RELAXED) == handed_over);
}

/* Goes on until both sides have met often enough. */
static void all_rounds(unsigned long least_cycles)
{
    const uint64_t end_ns = muster_clock_ns() + MOST_S * UINT64_C(1000000000);

    do {
        one_round();
        CHECK(muster_clock_ns() < end_ns);
    } while (__atomic_load_n(&cycles, __ATOMIC_RELAXED) < least_cycles || refused == 0);
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    join_others();
    CHECK(muster_fork(1, take_down_and_up, NULL) == 0);
    all_rounds(arg_number(1));
    smp_store_release(&is_over, 1);
    CHECK(muster_join(1) == 0);
    for (cpu = 1; cpu < nr_cpu_ids; cpu++)
        CHECK(muster_fork(cpu, work, NULL) == 0 && muster_join(cpu) == 0);
    CHECK(handed_over > 0);
    return 0;
}
