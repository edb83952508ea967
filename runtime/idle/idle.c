/* SPDX-License-Identifier: MIT */
#include "idle/idle.h"

#include <errno.h>

#include <muster/idle.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "base/clock.h"
#include "base/ticks.h"
#include "console/stop.h"
#include "idle/idle_states.h"
#include "ipi/irqchip.h"
#include "irq/irq.h"

/* Sleeping when there is nothing to do: the sleep loop, and the time that each CPU has slept. */

static bool never(unsigned int cpu)
{
    (void)cpu;
    return false;
}

void cpu_idle(void)
{
    cpu_idle_until(never);
    cpu_park();
}

/*
 * How long this CPU has slept, in one word. While the CPU is awake, `ticks` is the sum of all its
 * sleeps. While the CPU sleeps, `ticks` is that sum less the value of now() when the sleep began: a
 * negative number, because no CPU sleeps for longer than now() has run. With one word, a CPU that
 * reads it for another never sees half a change. Written by the CPU itself.
 */
struct idle_time {
    int64_t ticks;
    uint32_t sleeps;
};
static DEFINE_PER_CPU(struct idle_time, idle_times);

static uint64_t is_careful; /* idle_take_care() has been called; a word for arch_load_u64() */

void idle_take_care(void)
{
    __atomic_store_n(&is_careful, 1, __ATOMIC_RELAXED);
}

/* Returns the counter for idle_time.ticks: what the register would hold without an erratum. A
 * register that began at COUNTER_JUNK_TICKS or above is taken to have begun with 0, so this is
 * positive. */
static int64_t now(void)
{
    uint64_t start = counter_base.start;

    return (int64_t)(counter_in_order() + (start < COUNTER_JUNK_TICKS ? start : 0));
}

static void set_ticks(struct idle_time *time, int64_t ticks)
{
    __atomic_store_n(&time->ticks, ticks, __ATOMIC_RELAXED);
}

static __attribute__((noinline)) void sleep_carefully(struct idle_time *time)
{
    int64_t ticks = time->ticks - now();

    set_ticks(time, ticks);
    if (idle_state_count)
        idle_states_sleep();
    else
        arch_wait_for_interrupt();
    set_ticks(time, ticks + now());
}

/* The register of the counter is now(), as long as no care is needed. */
static void sleep_and_count(void)
{
    struct idle_time *time = this_cpu_ptr(&idle_times);

    if (__builtin_expect(arch_load_u64(&is_careful) != 0, false)) {
        sleep_carefully(time);
    } else {
        int64_t ticks = time->ticks - (int64_t)arch_counter_raw();
        set_ticks(time, ticks);
        arch_wait_for_interrupt();
        set_ticks(time, ticks + (int64_t)arch_counter());
    }
    time->sleeps++;
}

void cpu_idle_until(bool (*is_due)(unsigned int cpu))
{
    unsigned int cpu = smp_processor_id();

    if (!irqchip_ends_sleep()) {
        while (!is_due(cpu))
            cpu_relax();
        return;
    }
    /* Interrupts stay masked from the check until the sleep. An interrupt that arrives in between
     * stays pending and ends the sleep at once, so no wake-up is lost. */
    uint64_t flags = arch_irq_save();
    while (!is_due(cpu)) {
        sleep_and_count();
        irq_poll();
    }
    arch_irq_restore(flags);
}

uint64_t muster_cpu_idle_ns(unsigned int cpu)
{
    if (!cpu_possible(cpu))
        return UINT64_MAX;
    const struct idle_time *time = per_cpu_ptr(&idle_times, cpu);
    int64_t ticks, now_ticks;

    /* Read again if @p cpu woke up or went to sleep in between: `ticks` and `now_ticks` belong
     * together. The barriers keep the reading of the counter between the two loads. */
    do {
        ticks = __atomic_load_n(&time->ticks, __ATOMIC_RELAXED);
        smp_rmb();
        now_ticks = now();
        smp_rmb();
    } while (__atomic_load_n(&time->ticks, __ATOMIC_RELAXED) != ticks);
    if (ticks < 0)
        ticks += now_ticks;
    return clock_ns_of_ticks((uint64_t)ticks);
}

int muster_idle_report(unsigned int cpu, struct muster_idle_report *report)
{
    if (!cpu_possible(cpu))
        return -EINVAL;
    *report = (struct muster_idle_report){0};
    if (idle_state_count)
        idle_states_report(cpu, report);
    report->sleeps = per_cpu(idle_times, cpu).sleeps;
    return 0;
}
