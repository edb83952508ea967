/* SPDX-License-Identifier: MIT */
#include <muster/app.h>
#include <muster/console.h>
#include <muster/irq.h>
#include <muster/smp_call.h>
#include <muster/timer.h>

#include "args.h"
#include "check.h"
#include "wait.h"

/*
 * usage: irq-prints LINES
 *
 * Handlers print while their CPU's program and all other CPUs print. No CPU waits for itself, and a
 * CPU that prints with interrupts masked takes none.
 */

/* Some instructions: the timer fires while the line is printed that follows, or a later one. */
#define DELAY_NS 2000

static unsigned int printed_inside;
static bool is_masked;

static void print_twice(struct muster_timer *timer)
{
    (void)timer;
    CHECK(!is_masked);
    CHECK(muster_in_irq());
    console_printf("handler, first line %u\n", printed_inside);
    console_printf("handler, second line %u\n", printed_inside++);
    CHECK(muster_in_irq());
}

static struct muster_timer timer = MUSTER_TIMER_INIT(print_twice, NULL);

static void print_in_call(void *unused)
{
    (void)unused;
    console_printf("call, a line\n");
    CHECK(irqs_disabled());
}

static void print(unsigned int cpu, unsigned long lines)
{
    for (unsigned long i = 0; i < lines; i++)
        console_printf("CPU %u, line %lu\n", cpu, i);
}

/* Lets one more handler run. A periodic timer would take all of the CPU's time where the emulator
 * needs longer for a handler than the period. */
static void start_timer(void)
{
    if (!muster_timer_is_pending(&timer))
        CHECK(muster_timer_start(&timer, DELAY_NS) == 0);
}

static void print_interrupted(unsigned long lines)
{
    for (unsigned long i = 0; i < lines; i++) {
        start_timer();
        console_printf("CPU 0, line %lu\n", i);
    }
}

static void print_masked(unsigned long lines)
{
    uint64_t flags;

    for (unsigned long i = 0; i < lines; i++) {
        start_timer();
        local_irq_save(flags);
        is_masked = true;
        console_printf("masked, line %lu\n", i);
        is_masked = false;
        local_irq_restore(flags);
    }
}

int app_main_percpu(unsigned int cpu)
{
    unsigned long lines = arg_number(1);

    if (cpu != 0) {
        print(cpu, lines);
        return 0;
    }
    print_interrupted(lines);
    print_masked(lines);
    for (unsigned long i = 0; i < lines / 16; i++)
        on_each_cpu(print_in_call, NULL, true);
    wait_for(&printed_inside, 1);
    CHECK(muster_timer_cancel_sync(&timer) >= 0);
    return 0;
}
