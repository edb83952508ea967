/* SPDX-License-Identifier: MIT */
#include "idle/idle.h"

#include <errno.h>

#include <muster/idle.h>
#include <muster/machine.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "arch.h"
#include "cpu/cpu_ops.h"
#include "idle/idle_states.h"
#include "irq/irq.h"
#include "irq/irqchip.h"
#include "time/clock.h"

void cpu_park(void)
{
    arch_irq_save();
    for (;;) {
        arch_wait_for_interrupt();
        cpu_relax(); /* with an interrupt pending, it does not sleep */
    }
}

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
 * How long this CPU has slept. Awake: the ticks of all its sleeps. Asleep: these less the counter
 * when the sleep began, a negative number, since nobody sleeps for longer than the counter runs.
 * So one word tells both, and whoever reads it on another CPU never sees half a change.
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
    /* Interrupts stay masked between the look and the sleep: an interrupt that comes in between
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

    do { /* again when it has woken up, or gone to sleep, in between: the two belong together */
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

/* ---- states of the firmware's ------------------------------------------------------------- */

int idle_suspend(uint32_t power_state)
{
    const struct cpu_operations *ops = get_cpu_ops(smp_processor_id());
    int error = ops && ops->suspend ? ops->suspend(power_state) : -EOPNOTSUPP;

    /* It may have been a lighter state in the end: then this changes nothing. */
    if (!error && psci_power_state_loses_context(power_state))
        irqchip_resume_cpu();
    return error;
}

int muster_cpu_suspend(uint32_t power_state)
{
    uint64_t flags = arch_irq_save();
    int error = idle_suspend(power_state);

    arch_irq_restore(flags);
    return error;
}

int muster_cpu_standby(uint32_t power_state)
{
    const struct cpu_operations *ops = get_cpu_ops(smp_processor_id());

    if (psci_power_state_loses_context(power_state))
        return -EINVAL;
    return ops && ops->suspend ? ops->suspend(power_state) : -EOPNOTSUPP;
}
