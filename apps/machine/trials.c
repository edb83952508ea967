/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <muster/clock.h>
#include <muster/idle.h>
#include <muster/irq.h>
#include <muster/pmu.h>
#include <muster/smp.h>
#include <muster/smp_call.h>
#include <muster/timer.h>
#include <muster/wait.h>

#define FIRST_PRIVATE 16
#define FIRST_SHARED 32
#define LAST_SHARED 1019
#define PATIENCE_NS UINT64_C(10000000000)
#define PRIVATE_PATIENCE_NS UINT64_C(1000000000)

/* ---- interrupts ----------------------------------------------------------------------------- */

static uint32_t came_to; /* the CPU that the trial's interrupt has come to, plus 1 */

static bool on_interrupt(unsigned int irq, void *unused)
{
    (void)irq;
    (void)unused;
    __atomic_store_n(&came_to, smp_processor_id() + 1, __ATOMIC_RELEASE);
    muster_wake(&came_to);
    return muster_in_irq();
}

/* Raises an interrupt for a CPU, and returns true if it comes to that CPU. */
static bool comes_to(unsigned int irq, unsigned int cpu)
{
    struct cpumask only;

    cpumask_clear(&only);
    cpumask_set_cpu(cpu, &only);
    __atomic_store_n(&came_to, 0, __ATOMIC_RELAXED);
    if (muster_irq_set_affinity(irq, &only) || muster_irq_cpu(irq) != (int)cpu ||
        muster_irq_raise(irq))
        return false;
    muster_wait_while_equal(&came_to, 0, PATIENCE_NS);
    return __atomic_load_n(&came_to, __ATOMIC_RELAXED) == cpu + 1;
}

/* Sends the controller's last shared interrupt, which mostly no device has, to each CPU in turn. */
static bool print_shared_interrupts(void)
{
    unsigned int irq = LAST_SHARED, came = 0, asked = 0, cpu;
    int error;

    do {
        error = muster_irq_request(irq, on_interrupt, NULL, "machine");
    } while ((error == -EINVAL || error == -EBUSY) && irq-- > FIRST_SHARED);
    if (error == -ENODEV || error == -EINVAL) {
        printf("interrupts     no controller\n");
        return true;
    }
    if (error)
        return false;
    for_each_online_cpu (cpu) {
        asked++;
        came += comes_to(irq, cpu);
    }
    printf("interrupts     shared ones from %d to %u; %u was sent to each CPU: %u of %u got it\n",
           FIRST_SHARED, irq, irq, came, asked);
    return muster_irq_free(irq) == 0 && came == asked;
}

static uint32_t not_come; /* CPUs to which the private interrupt has not come yet */

static bool on_private_interrupt(unsigned int irq, void *unused)
{
    (void)unused;
    muster_irq_disable(irq);
    if (__atomic_sub_fetch(&not_come, 1, __ATOMIC_RELEASE) == 0)
        muster_wake(&not_come);
    return true;
}

/* Runs on each CPU, in a cross call. The interrupt comes when the call has returned. */
static void raise_private_interrupt(void *irq)
{
    muster_irq_enable(*(unsigned int *)irq);
    muster_irq_raise(*(unsigned int *)irq);
}

/* Raises a private interrupt that no driver has on all CPUs. QEMU's GICv2 cannot do that: then it
 * comes to none of them. */
static bool print_private_interrupts(void)
{
    const uint32_t cpus = num_online_cpus();
    const uint64_t deadline_ns = muster_clock_ns() + PRIVATE_PATIENCE_NS;
    unsigned int irq = FIRST_PRIVATE;
    uint32_t left;
    int error;

    do {
        error = muster_percpu_irq_request(irq, on_private_interrupt, NULL, "machine");
    } while (error == -EBUSY && ++irq < FIRST_SHARED);
    if (error == -ENODEV)
        return true;
    if (error)
        return false;
    __atomic_store_n(&not_come, cpus, __ATOMIC_RELAXED);
    on_each_cpu(raise_private_interrupt, &irq, true);
    while ((left = __atomic_load_n(&not_come, __ATOMIC_ACQUIRE)) != 0 &&
           muster_clock_ns() < deadline_ns)
        muster_wait_while_equal(&not_come, left, PRIVATE_PATIENCE_NS);
    printf("interrupts     %u is private to each CPU: %u of %u got it%s\n", irq, cpus - left, cpus,
           left == cpus ? ": the controller cannot raise it" : "");
    return muster_irq_free(irq) == 0 && (left == 0 || left == cpus);
}

bool print_interrupts(void)
{
    printf("\n");
    const bool shared_came = print_shared_interrupts();
    return print_private_interrupts() && shared_came;
}

/* ---- idle states ---------------------------------------------------------------------------- */

static void wake_up(struct muster_timer *timer)
{
    __atomic_store_n((uint32_t *)timer->argument, 1, __ATOMIC_RELAXED);
}

/*
 * Suspends CPU 0 until its timer ends that. An early end is allowed: any interrupt is one.
 * Interrupts are masked from the start of the timer on. Otherwise its interrupt could be taken
 * before the suspend, which nothing would end then.
 */
static bool try_suspend(uint32_t power_state)
{
    uint32_t is_due = 0;
    struct muster_timer timer = MUSTER_TIMER_INIT(wake_up, &is_due);
    uint64_t flags, start_ns = muster_clock_ns();

    local_irq_save(flags);
    if (muster_timer_start(&timer, 1000000)) {
        local_irq_restore(flags);
        printf("suspend        not tried: there is no timer to end it\n");
        return true;
    }
    int error = muster_cpu_suspend(power_state);
    local_irq_restore(flags); /* a timer that is due calls its function here */
    bool was_early = muster_timer_cancel(&timer);
    uint64_t ns = muster_clock_ns() - start_ns;

    if (error) {
        printf("suspend        state %#x is not offered: %s\n", (unsigned int)power_state,
               error == -EOPNOTSUPP ? "no CPU_SUSPEND for this CPU" : strerror(-error));
        return true;
    }
    printf("suspend        state %#x, ended %s after %llu us\n", (unsigned int)power_state,
           was_early ? "early" : "by a timer of 1000 us", (unsigned long long)ns / 1000);
    return was_early || (ns >= 1000000 && __atomic_load_n(&is_due, __ATOMIC_RELAXED) == 1);
}

bool print_idle_states(void)
{
    const struct muster_idle_state *state;
    struct muster_idle_report report;
    uint64_t sleeps = 0, refused = 0;
    uint32_t power_state = 0;
    unsigned int cpu, count;

    for (count = 0; (state = muster_idle_state(count)) != NULL; count++) {
        printf("idle state     %-16s %#10x, wakes up in %u us, is worth it from %u us%s\n",
               state->name, (unsigned int)state->power_state, (unsigned int)state->latency_us,
               (unsigned int)state->min_residency_us, state->timer_stops ? ", timer stops" : "");
        if (!state->timer_stops)
            power_state = state->power_state;
    }
    for_each_possible_cpu (cpu) {
        if (muster_idle_report(cpu, &report))
            return false;
        sleeps += report.sleeps;
        refused += report.refused;
    }
    printf("idle           %u states beside WFI; %llu sleeps so far, %llu refused\n", count,
           (unsigned long long)sleeps, (unsigned long long)refused);
    return try_suspend(power_state);
}

/* ---- performance monitor -------------------------------------------------------------------- */

static const struct {
    uint16_t event;
    const char *name;
} events[] = {
    {MUSTER_PMU_INSTRUCTIONS, "instructions"},
    {MUSTER_PMU_BRANCHES_MISPREDICTED, "branches-mispredicted"},
    {MUSTER_PMU_MEMORY_ACCESSES, "memory-accesses"},
    {MUSTER_PMU_L1I_CACHE_REFILL, "l1i-refills"},
    {MUSTER_PMU_L1D_CACHE_REFILL, "l1d-refills"},
    {MUSTER_PMU_L2D_CACHE_REFILL, "l2d-refills"},
    {MUSTER_PMU_STALLS_FRONTEND, "stalls-frontend"},
    {MUSTER_PMU_STALLS_BACKEND, "stalls-backend"},
};

/* Prints the counters and which of the events the CPU has; counts two delays of 100 us. */
bool print_performance_monitor(void)
{
    static const uint16_t instructions = MUSTER_PMU_INSTRUCTIONS;
    unsigned int count = muster_pmu_has_event(instructions) && muster_pmu_counters() ? 1 : 0;
    struct muster_pmu_counts first, counts;

    if (!muster_pmu_available()) {
        printf("\nPMU            none\n");
        return true;
    }
    printf("\nPMU            %u counters beside cycles; events:", muster_pmu_counters());
    for (unsigned int i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
        if (muster_pmu_has_event(events[i].event))
            printf(" %s", events[i].name);
    }
    printf("\n");
    if (muster_pmu_start(&instructions, count))
        return false;
    udelay(100);
    if (muster_pmu_read(&first)) /* goes on counting */
        return false;
    udelay(100);
    if (muster_pmu_stop(&counts))
        return false;
    counts.cycles -= first.cycles;
    counts.events[0] -= first.events[0];
    printf("a 100 us delay %llu cycles, and then %llu", (unsigned long long)first.cycles,
           (unsigned long long)counts.cycles);
    if (count)
        printf("; %llu instructions, and then %llu", (unsigned long long)first.events[0],
               (unsigned long long)counts.events[0]);
    printf("\n");
    return first.cycles > 0 && counts.cycles > 0 &&
           (count == 0 || (first.events[0] > 0 && counts.events[0] > 0));
}
