/* SPDX-License-Identifier: MIT */
#include "debug/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/console.h>
#include <muster/cpuhp.h>
#include <muster/irq.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/spinlock.h>

#include "app/app.h"
#include "arch/cpu.h"
#include "arch/stack_frames.h"
#include "base/backoff.h"
#include "base/clock.h"
#include "base/state_word.h"
#include "base/ticks.h"
#include "base/wait_limit.h"
#include "console/backtrace.h"
#include "console/reporter.h"
#include "console/stop.h"
#include "debug/watchdog.h"
#include "ipi/irq_cpu.h"
#include "ipi/irqchip.h"
#include "irq/irq.h"
#include "libc/libc.h"
#include "lock/held_locks.h"

/* Reports what each CPU is doing: asks it by an interrupt, and prints where it is and what it
 * holds. */

/* How long a CPU may take to answer each of the two kinds of interrupt. */
#define ANSWER_TIMEOUT_MS 500
/* How long a CPU may take to write its answer. A CPU that the machine runs needs a few
 * microseconds. */
#define WRITE_TIMEOUT_MS 5000
/* How long a reporter waits for its turn. Another reporter needs up to the times above, and the
 * time to print. */
#define TURN_TIMEOUT_MS 10000

/*
 * There is one report at a time. The reporter asks a CPU. That CPU writes down where it is and goes
 * on. The reporter prints the answer, because the CPU itself could not print everywhere: it may be
 * the owner of the console's port.
 *
 *   FREE --reporter--> ASKED --CPU--> ANSWERING --CPU--> ANSWERED --reporter--> FREE
 *                        +------------reporter, no answer------------------------^
 *
 * ASKED holds the CPU's number, so that a CPU cannot take a later question to another CPU for its
 * own.
 */
enum request_word { REQUEST_FREE, REQUEST_ANSWERING, REQUEST_ANSWERED, REQUEST_ASKED };
static uint32_t request;
static DEFINE_SPINLOCK(reporter_lock);

#define LOCKS_MAX 16

/* Written by the CPU that was asked, from ANSWERING to ANSWERED. Then the reporter reads it. */
static struct answer {
    bool is_interrupted, has_masked;
    uintptr_t pc;
    struct backtrace trace;
    const void *locks[LOCKS_MAX];
    unsigned int lock_count;
    bool has_libc_lock;
} answer;

static uint32_t asked(unsigned int cpu)
{
    return REQUEST_ASKED + cpu;
}

/* Waits while the request has the value @p word. Returns false when the time is up. */
static bool wait_while(uint32_t word, unsigned int limit_ms)
{
    uint64_t start = counter_now(), limit_ticks = clock_ticks_of_ms(limit_ms);
    struct backoff backoff = {0};

    while (state_word_read(&request) == word) {
        if (stop_is_requested())
            stop_this_cpu(); /* this CPU may have masked the interrupt that stops it */
        if (wait_is_late(start, limit_ticks))
            return state_word_read(&request) != word;
        backoff_pause(&backoff);
    }
    return true;
}

/* Writes down the locks that @p cpu holds. Runs on that CPU, or on the reporter if that CPU does
 * not answer. */
static void write_locks(struct answer *to, unsigned int cpu)
{
    to->lock_count = held_locks_list(cpu, to->locks, LOCKS_MAX);
    to->has_libc_lock = libc_lock_is_held_by(cpu);
}

static void write_place(struct answer *to, const struct exception_frame *interrupted,
                        uintptr_t frame_pointer)
{
    to->is_interrupted = interrupted;
    if (interrupted) {
        to->pc = arch_interrupted_pc(interrupted);
        to->has_masked = arch_interrupted_masks(interrupted);
        frame_pointer = arch_interrupted_frame_pointer(interrupted);
    }
    arch_backtrace_take(&to->trace, frame_pointer);
}

/* Answers for this CPU, if it has been asked. The handler of IPI_REPORT. */
static void report_this_cpu(const struct exception_frame *interrupted)
{
    unsigned int self = smp_processor_id();

    if (!state_word_change(&request, asked(self), REQUEST_ANSWERING))
        return; /* not asked: it has answered, or the reporter has given up */
    write_place(&answer, interrupted, arch_frame_pointer());
    write_locks(&answer, self);
    state_word_set(&request, REQUEST_ANSWERED);
}

/* ---- the reporter ---------------------------------------------------------------------------- */

static void print_heading(unsigned int cpu)
{
    enum cpuhp_state state = cpuhp_cpu_state(cpu);

    console_printf("muster: CPU %u (MPIDR 0x%lx): %s, state %d \"%s\", application: %s\n", cpu,
                   (unsigned long)cpu_logical_map(cpu), cpu_online(cpu) ? "online" : "offline",
                   state, cpuhp_state_name(state), app_state_name(cpu));
}

static void print_place(const struct answer *of)
{
    if (of->is_interrupted)
        console_printf("  at 0x%016lx, interrupts %s\n", (unsigned long)of->pc,
                       of->has_masked ? "masked" : "unmasked");
    else
        console_printf("  waits in the runtime\n");
    backtrace_print(&of->trace);
}

static void print_locks(const struct answer *of)
{
    for (unsigned int i = 0; i < of->lock_count; i++)
        console_printf("  holds the spin lock at %p\n", of->locks[i]);
    if (of->has_libc_lock)
        console_printf("  holds the libc's lock\n");
}

/* Asks @p cpu. Returns true if it has begun to answer. */
static bool ask(unsigned int cpu)
{
    if (!irqchip_can_send() || !cpu_online(cpu) ||
        !state_word_change(&request, REQUEST_FREE, asked(cpu)))
        return false;
    irqchip_send(cpu, IPI_REPORT);
    if (wait_while(asked(cpu), ANSWER_TIMEOUT_MS) ||
        (irqchip_send_nmi(cpu) && wait_while(asked(cpu), ANSWER_TIMEOUT_MS)))
        return true;
    return !state_word_change(&request, asked(cpu), REQUEST_FREE);
}

static void report_other(unsigned int cpu)
{
    bool has_answered = ask(cpu) && wait_while(REQUEST_ANSWERING, WRITE_TIMEOUT_MS);

    print_heading(cpu);
    if (has_answered) {
        print_place(&answer);
        print_locks(&answer);
        state_word_set(&request, REQUEST_FREE);
        return;
    }
    if (cpu_online(cpu))
        console_printf("  does not answer: it has its interrupts masked, or hangs\n");
    struct answer from_outside;
    write_locks(&from_outside, cpu);
    print_locks(&from_outside);
}

static void report_self(unsigned int cpu)
{
    struct answer own;

    write_place(&own, irq_interrupted(), arch_frame_pointer());
    write_locks(&own, cpu);
    print_heading(cpu);
    print_place(&own);
    print_locks(&own);
}

/* Waits for this reporter's turn. It answers for its own CPU meanwhile, since two reporters that
 * ask each other would otherwise wait for each other. Returns false when the time is up. */
static bool wait_for_turn(void)
{
    uint64_t start = counter_now();
    uint64_t limit_ticks = clock_ticks_of_ms(TURN_TIMEOUT_MS);
    struct backoff backoff = {0};

    while (!spin_trylock(&reporter_lock)) {
        if (stop_is_requested())
            stop_this_cpu();
        if (wait_is_late(start, limit_ticks))
            return spin_trylock(&reporter_lock);
        report_this_cpu(irq_interrupted());
        backoff_pause(&backoff);
    }
    return true;
}

static void report(unsigned int cpu)
{
    uint64_t flags;
    bool was_watched;

    if (!cpu_possible(cpu))
        return;
    flags = arch_irq_save();
    was_watched = watchdog_pause();
    if (cpu == smp_processor_id()) {
        report_self(cpu);
    } else if (wait_for_turn()) {
        report_other(cpu);
        spin_unlock(&reporter_lock);
    } else {
        print_heading(cpu);
        console_printf("  (another report is under way)\n");
    }
    watchdog_go_on(was_watched);
    arch_irq_restore(flags);
}

void report_all_cpus(void)
{
    unsigned int cpu;

    for_each_online_cpu (cpu)
        report(cpu);
}

void report_init(void)
{
    ipi_set_handler(IPI_REPORT, report_this_cpu);
    reporter_set(report);
}
