/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/barrier.h>
#include <muster/console.h>
#include <muster/cpuhp.h>
#include <muster/irq.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/spinlock.h>

#include "app.h"
#include "arch.h"
#include "backoff.h"
#include "irq/irq.h"
#include "irq/irqchip.h"
#include "libc/libc.h"
#include "state_word.h"
#include "sync/held_locks.h"
#include "time/clock.h"

/* How long a CPU may take to answer, to each of the two kinds of interrupt. */
#define ANSWER_TIMEOUT_MS 500
/* How long it stays where it is for its report: a slow port takes some 100 ms for a back trace. */
#define PRINT_TIMEOUT_MS 5000

/*
 * One report at a time. The reporter asks, the CPU answers with where it is and stays there, so
 * that its stack can be read; the reporter prints, which the CPU could not do wherever it is.
 *
 *   FREE --reporter--> ASKED --CPU--> ANSWERED --reporter--> FREE
 *                        +------reporter, no answer-----------^
 */
enum request_word { REQUEST_FREE, REQUEST_ASKED, REQUEST_ANSWERED };
static uint32_t request;
static DEFINE_SPINLOCK(reporter_lock);
static unsigned int asked_cpu; /* the reporter, before ASKED */

/* The CPU, before ANSWERED. */
static struct {
    const struct exception_frame *interrupted;
    uintptr_t frame_pointer; /* when nothing was interrupted */
} answer;

static bool wait_while(enum request_word word, unsigned int limit_ms)
{
    uint64_t start = arch_counter(), limit_ticks = (uint64_t)clock_hz() * limit_ms / 1000;
    struct backoff backoff = {0};

    while (state_word_read(&request) == word) {
        if (arch_counter() - start >= limit_ticks)
            return false;
        backoff_pause(&backoff);
    }
    return true;
}

void report_this_cpu(const struct exception_frame *interrupted)
{
    if (state_word_read(&request) != REQUEST_ASKED || asked_cpu != smp_processor_id())
        return; /* answered already, or given up */
    answer.interrupted = interrupted;
    answer.frame_pointer = arch_frame_pointer();
    if (state_word_change(&request, REQUEST_ASKED, REQUEST_ANSWERED))
        wait_while(REQUEST_ANSWERED, PRINT_TIMEOUT_MS);
    __atomic_signal_fence(__ATOMIC_SEQ_CST); /* no tail call: the frame is being read */
}

/* ---- the reporter ---------------------------------------------------------------------------- */

static void print_heading(unsigned int cpu)
{
    enum cpuhp_state state = cpuhp_cpu_state(cpu);

    console_printf("muster: CPU %u (MPIDR 0x%lx): %s, state %d \"%s\", application: %s\n", cpu,
                   (unsigned long)cpu_logical_map(cpu), cpu_online(cpu) ? "online" : "offline",
                   state, cpuhp_state_name(state), app_state_name(cpu));
}

static void print_place(const struct exception_frame *interrupted, uintptr_t frame_pointer)
{
    if (!interrupted) {
        console_printf("  waits in the runtime\n");
        arch_backtrace_from(frame_pointer);
        return;
    }
    console_printf("  at 0x%016lx, interrupts %s\n",
                   (unsigned long)arch_interrupted_pc(interrupted),
                   arch_interrupted_masks(interrupted) ? "masked" : "unmasked");
    arch_backtrace_interrupted(interrupted);
}

static void print_locks(unsigned int cpu)
{
    held_locks_print(cpu);
    if (libc_lock_is_held_by(cpu))
        console_printf("  holds the libc's lock\n");
}

static bool ask(unsigned int cpu)
{
    asked_cpu = cpu;
    state_word_change(&request, REQUEST_FREE, REQUEST_ASKED);
    if (!irqchip_can_send() || !cpu_online(cpu))
        return false;
    irqchip_send(cpu, IPI_REPORT);
    if (wait_while(REQUEST_ASKED, ANSWER_TIMEOUT_MS))
        return true;
    return irqchip_send_nmi(cpu) && wait_while(REQUEST_ASKED, ANSWER_TIMEOUT_MS);
}

static void report_other(unsigned int cpu)
{
    bool has_answered = ask(cpu);

    if (!has_answered)
        has_answered = !state_word_change(&request, REQUEST_ASKED, REQUEST_FREE);
    print_heading(cpu);
    if (has_answered)
        print_place(answer.interrupted, answer.frame_pointer);
    else if (cpu_online(cpu))
        console_printf("  does not answer: it has its interrupts masked, or hangs\n");
    print_locks(cpu);
    state_word_change(&request, REQUEST_ANSWERED, REQUEST_FREE);
}

void report_cpu(unsigned int cpu)
{
    if (!cpu_possible(cpu))
        return;
    if (cpu == smp_processor_id()) {
        print_heading(cpu);
        print_place(irq_interrupted(), arch_frame_pointer());
        print_locks(cpu);
        return;
    }
    uint64_t flags = arch_irq_save();
    if (spin_trylock(&reporter_lock)) {
        report_other(cpu);
        spin_unlock(&reporter_lock);
    } else {
        print_heading(cpu);
        console_printf("  (another report is under way)\n");
    }
    arch_irq_restore(flags);
}

void report_all_cpus(void)
{
    unsigned int cpu;

    for_each_online_cpu (cpu)
        report_cpu(cpu);
}
