/* SPDX-License-Identifier: MIT */
#include "wait.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/barrier.h>
#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/spinlock.h>

#include "../arch.h"
#include "../backoff.h"
#include "../cmdline.h"
#include "../report.h"
#include "../time/clock.h"

/* Waiting for other CPUs, and what can be wrong when it takes long. */

/* So often a waiting CPU looks before it asks for the time, and who waits for whom. */
#define LOOKS_AT_FIRST 16

static unsigned int timeout_ms = 10000;

static int parse_call_timeout(const char *value)
{
    return parse_timeout_ms(value, 1, &timeout_ms);
}
MUSTER_EARLY_PARAM("call.timeout_ms", parse_call_timeout);

/*
 * What each CPU that waits with interrupts masked waits for; NULL otherwise. It makes no call
 * meanwhile, so whoever waits for it in the same way waits for ever. Written by the CPU; others
 * follow it with deadlock_lock held, and what it points at stays while it waits.
 */
static DEFINE_PER_CPU(struct call_wait *, masked_wait);
static DEFINE_PER_CPU(uintptr_t, masked_frame);
static DEFINE_SPINLOCK(deadlock_lock);

static void begin_masked_wait(struct call_wait *wait, uintptr_t frame)
{
    this_cpu_write(masked_frame, frame);
    smp_store_release(this_cpu_ptr(&masked_wait), wait);
}

/* Nobody follows it any more when it returns. */
static void end_masked_wait(void)
{
    uint64_t flags;

    spin_lock_irqsave(&deadlock_lock, flags);
    this_cpu_write(masked_wait, NULL);
    spin_unlock_irqrestore(&deadlock_lock, flags);
}

/* A CPU that waits with interrupts masked and has not begun the call that @p wait waits for. */
static unsigned int masked_debtor(const struct call_wait *wait)
{
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        if (smp_load_acquire(per_cpu_ptr(&masked_wait, cpu)) && wait->is_owed(wait, cpu))
            return cpu;
    return NR_CPUS;
}

/* Whether this CPU waits for itself by way of others. A debtor has a wait of its own; that it has
 * not begun our call is looked at after that, and it will not begin it while it waits. */
static bool is_deadlocked(const struct call_wait *wait)
{
    unsigned int self = smp_processor_id(), cpu = masked_debtor(wait);

    for (unsigned int steps = 0; cpu < NR_CPUS && steps < nr_cpu_ids; steps++) {
        if (cpu == self)
            return true;
        cpu = masked_debtor(per_cpu(masked_wait, cpu));
    }
    return false;
}

static void report_chain(const struct call_wait *wait)
{
    unsigned int self = smp_processor_id(), cpu = self;

    console_printf("muster: CPUs wait for each other's cross calls with interrupts masked: the "
                   "call of CPU %u is withdrawn\n",
                   self);
    do {
        unsigned int next = masked_debtor(wait);
        console_printf("muster: CPU %u waits for CPU %u\n", cpu, next);
        arch_backtrace_from(per_cpu(masked_frame, cpu));
        cpu = next;
        if (cpu < NR_CPUS)
            wait = per_cpu(masked_wait, cpu);
    } while (cpu < NR_CPUS && cpu != self);
}

/* One of the CPUs that find the same chain breaks it; the others find none any more. */
static bool break_deadlock(struct call_wait *wait)
{
    if (!spin_trylock(&deadlock_lock))
        return false;
    bool is_found = is_deadlocked(wait);
    if (is_found) {
        report_chain(wait);
        wait->withdraw(wait);
    }
    spin_unlock(&deadlock_lock);
    return is_found;
}

static void report_timeout(struct call_wait *wait)
{
    unsigned int reported = 0;

    console_printf("muster: CPU %u: a cross call has not been made within %u ms\n",
                   smp_processor_id(), timeout_ms);
    for (unsigned int cpu = 0; cpu < nr_cpu_ids && !reported; cpu++) {
        if (wait->is_owed ? wait->is_owed(wait, cpu) : cpu == wait->cpu) {
            report_cpu(cpu);
            reported++;
        }
    }
    if (!reported)
        console_printf("muster: every CPU has begun it, and some have not returned\n");
}

/* Looks at what may be wrong: 0 as long as there is nothing. */
static int look_around(struct call_wait *wait, uint64_t start_ticks)
{
    if (wait->is_owed && arch_irqs_are_masked() && break_deadlock(wait))
        return -EDEADLK;
    if (arch_counter() - start_ticks < (uint64_t)clock_hz() * timeout_ms / 1000)
        return 0;
    report_timeout(wait);
    if (wait->withdraw)
        wait->withdraw(wait);
    return -ETIMEDOUT;
}

static __attribute__((noinline, cold)) int wait_long(struct call_wait *wait)
{
    bool is_masked = wait->is_owed && arch_irqs_are_masked();
    uint64_t start_ticks = arch_counter();
    struct backoff backoff = {LOOKS_AT_FIRST};
    int error = 0;

    if (is_masked)
        begin_masked_wait(wait, arch_frame_pointer());
    while (!error && !wait->is_over(wait->call)) {
        error = look_around(wait, start_ticks);
        backoff_pause(&backoff);
    }
    if (is_masked)
        end_masked_wait();
    return error;
}

int call_wait(struct call_wait *wait)
{
    struct backoff backoff = {0};

    for (unsigned int looks = 0; looks < LOOKS_AT_FIRST; looks++) {
        if (wait->is_over(wait->call))
            return 0;
        backoff_pause(&backoff);
    }
    return wait_long(wait);
}
