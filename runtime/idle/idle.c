/* SPDX-License-Identifier: MIT */
#include "idle/idle.h"

#include <errno.h>

#include <muster/idle.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "base/clock.h"
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
 * sleeps. While the CPU sleeps, `ticks` is that sum less the counter's value when the sleep began:
 * a negative number, because no CPU sleeps for longer than the counter has run. With one word, a
 * CPU that reads it for another never sees half a change. Written by the CPU itself.
 */
struct idle_time {
    int64_t ticks;
    uint32_t sleeps;
};
static DEFINE_PER_CPU(struct idle_time, idle_times);

static void sleep_and_count(void)
{
    struct idle_time *time = this_cpu_ptr(&idle_times);

    __atomic_store_n(&time->ticks, time->ticks - (int64_t)arch_counter_now(), __ATOMIC_RELAXED);
    if (idle_state_count)
        idle_states_sleep();
    else
        arch_wait_for_interrupt();
    __atomic_store_n(&time->ticks, time->ticks + (int64_t)arch_counter(), __ATOMIC_RELAXED);
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
    int64_t ticks, now;

    /* Read again if @p cpu woke up or went to sleep in between: `ticks` and `now` belong
     * together. */
    do {
        ticks = __atomic_load_n(&time->ticks, __ATOMIC_RELAXED);
        now = (int64_t)arch_counter();
    } while (__atomic_load_n(&time->ticks, __ATOMIC_RELAXED) != ticks);
    if (ticks < 0)
        ticks += now;
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
