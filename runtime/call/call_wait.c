/* SPDX-License-Identifier: MIT */
#include "call/call_wait.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/console.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/spinlock.h>

#include "arch/cpu.h"
#include "arch/stack_frames.h"
#include "base/backoff.h"
#include "base/ticks.h"
#include "base/wait_limit.h"
#include "console/backtrace.h"
#include "console/reporter.h"
#include "ipi/call_timeout.h"

/* Waiting for a cross call to return; and, when the wait takes long, the search for its cause: a
 * deadlock of masked CPUs, or a time-out. */

/* A waiting CPU looks this often before it reads the clock and looks for a deadlock. */
#define LOOKS_AT_FIRST 16

/*
 * What each CPU waits for with interrupts masked: masked_kind is the kind of its call plus one, or
 * 0.
 *
 * A CPU in such a wait makes no calls, so another CPU that waits for it in the same way waits for
 * ever. Each CPU writes its own variables. It clears masked_kind only with deadlock_lock held, so a
 * CPU that holds deadlock_lock can read the waiter's stack from masked_frame on: that stack does
 * not change.
 */
static DEFINE_PER_CPU(uint32_t, masked_kind);
static DEFINE_PER_CPU(uintptr_t, masked_frame);
static DEFINE_SPINLOCK(deadlock_lock);

static void begin_masked_wait(enum call_kind kind, uintptr_t frame)
{
    this_cpu_write(masked_frame, frame);
    smp_store_release(this_cpu_ptr(&masked_kind), (uint32_t)kind + 1);
}

static void end_masked_wait(void)
{
    uint64_t flags;

    spin_lock_irqsave(&deadlock_lock, flags);
    this_cpu_write(masked_kind, 0);
    spin_unlock_irqrestore(&deadlock_lock, flags);
}

/* Returns a CPU that has not begun the call of @p cpu and itself waits with interrupts masked, or
 * NR_CPUS if there is none. */
static unsigned int masked_debtor(unsigned int cpu)
{
    enum call_kind kind = (enum call_kind)(per_cpu(masked_kind, cpu) - 1);

    for (unsigned int other = 0; other < nr_cpu_ids; other++)
        if (smp_load_acquire(per_cpu_ptr(&masked_kind, other)) && call_queue_has(other, cpu, kind))
            return other;
    return NR_CPUS;
}

/* Returns true if the chain of masked CPUs that wait for each other leads from @p self back to
 * @p self. Each link is read in this order: first that the other CPU waits masked, then that it has
 * not begun the call. So the other CPU will not begin the call while it waits. */
static bool is_deadlocked(unsigned int self)
{
    unsigned int cpu = masked_debtor(self);

    for (unsigned int steps = 0; cpu < NR_CPUS && steps < nr_cpu_ids; steps++) {
        if (cpu == self)
            return true;
        cpu = masked_debtor(cpu);
    }
    return false;
}

static void report_chain(unsigned int self)
{
    unsigned int cpu = self;

    console_printf("muster: CPUs wait for each other's cross calls with interrupts masked: the "
                   "call of CPU %u is withdrawn\n",
                   self);
    do {
        unsigned int next = masked_debtor(cpu);
        console_printf("muster: CPU %u waits for CPU %u\n", cpu, next);
        backtrace_from(per_cpu(masked_frame, cpu));
        cpu = next;
    } while (cpu < NR_CPUS && cpu != self);
}

/* Looks for a deadlock, and breaks it by withdrawing this CPU's call. Returns true if there was
 * one. Only one CPU of a circle does so, because of deadlock_lock; the other CPUs then find no
 * circle any more. */
static bool break_deadlock(unsigned int self, enum call_kind kind)
{
    if (!spin_trylock(&deadlock_lock))
        return false;
    bool is_found = is_deadlocked(self);
    if (is_found) {
        report_chain(self);
        call_queue_withdraw(self, kind);
    }
    spin_unlock(&deadlock_lock);
    return is_found;
}

static void report_timeout(unsigned int self, enum call_kind kind)
{
    unsigned int cpu = 0;

    console_printf("muster: CPU %u: a cross call has not been made within %u ms\n", self,
                   call_timeout_ms);
    while (cpu < nr_cpu_ids && !call_queue_has(cpu, self, kind))
        cpu++;
    if (cpu < nr_cpu_ids)
        report_cpu(cpu);
    else
        console_printf("muster: every CPU has begun it, and some have not returned\n");
}

static bool is_over(const struct call *call)
{
    return smp_load_acquire(&call->outstanding) == 0;
}

/* Looks for a deadlock or a time-out, and withdraws the call if there is one. Returns 0 if there is
 * none. */
static int look_around(unsigned int self, enum call_kind kind, bool is_masked, uint64_t start_ticks)
{
    if (is_masked && break_deadlock(self, kind))
        return -EDEADLK;
    if (!wait_limit_is_reached(start_ticks, call_timeout_ms) || is_over(call_of(self, kind)))
        return 0;
    report_timeout(self, kind);
    call_queue_withdraw(self, kind);
    return -ETIMEDOUT;
}

static __attribute__((noinline, cold)) int wait_long(unsigned int self, enum call_kind kind)
{
    const struct call *call = call_of(self, kind);
    bool is_masked = arch_irqs_are_masked();
    uint64_t start_ticks = counter_now();
    struct backoff backoff = {LOOKS_AT_FIRST};
    int error = 0;

    if (is_masked)
        begin_masked_wait(kind, arch_frame_pointer());
    while (!error && !is_over(call)) {
        error = look_around(self, kind, is_masked, start_ticks);
        backoff_pause(&backoff);
    }
    if (is_masked)
        end_masked_wait();
    return error;
}

int call_wait(unsigned int self, enum call_kind kind)
{
    const struct call *call = call_of(self, kind);
    struct backoff backoff = {0};

    for (unsigned int looks = 0; looks < LOOKS_AT_FIRST; looks++) {
        if (is_over(call))
            return 0;
        backoff_pause(&backoff);
    }
    return wait_long(self, kind);
}
