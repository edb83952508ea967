/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>

#include <muster/irq.h>
#include <muster/panic.h>
#include <muster/smp_call.h>

#include "cases.h"
#include "check.h"
#include "rendezvous.h"
#include "work.h"

/*
 * usage: panic-interrupts CASE
 *
 * The end of a program in handlers and cross calls, and while other CPUs have their interrupts
 * masked for ever: four CPUs, of which CPU 0 runs the case.
 */

#define IRQ 160
#define EXIT_STATUS 5

static uint32_t is_there;

static bool panic_in_handler(unsigned int irq, void *argument)
{
    (void)argument;
    panic("in the handler of interrupt %u", irq);
}

static void in_handler(void)
{
    CHECK(muster_irq_request(IRQ, panic_in_handler, NULL, "panics") == 0);
    CHECK(muster_irq_raise(IRQ) == 0);
}

static void panic_in_call(void *unused)
{
    (void)unused;
    panic("in a call");
}

static void in_call(void)
{
    smp_call_function_single(2, panic_in_call, NULL, true);
}

static void in_call_everywhere(void)
{
    on_each_cpu(panic_in_call, NULL, true);
}

/* The report itself faults. */
static bool panic_twice(unsigned int irq, void *argument)
{
    (void)irq;
    (void)argument;
    volatile uintptr_t nowhere = 8;
    panic("a text that is nowhere: %s", (const char *)nowhere);
}

static void nested(void)
{
    panic_twice(0, NULL);
}

static void nested_in_handler(void)
{
    CHECK(muster_irq_request(IRQ, panic_twice, NULL, "panics twice") == 0);
    CHECK(muster_irq_raise(IRQ) == 0);
}

/* ---- CPUs that take no interrupt ------------------------------------------------------------- */

static int spin_masked(void *unused)
{
    (void)unused;
    local_irq_disable();
    __atomic_fetch_add(&is_there, 1, __ATOMIC_RELEASE);
    spin_for_ever();
}

static bool spin_in_handler(unsigned int irq, void *argument)
{
    (void)irq;
    spin_masked(argument);
    return true;
}

static void spin_in_call(void *argument)
{
    spin_masked(argument);
}

static void make_deaf(unsigned int cpu)
{
    uint32_t before = is_there;

    work_on(cpu, spin_masked, NULL);
    wait_for(&is_there, before + 1);
}

static void with_masked(void)
{
    make_deaf(3);
    panic("another CPU has its interrupts masked");
}

static void exit_with_masked(void)
{
    make_deaf(3);
    exit(EXIT_STATUS);
}

static int spin_unmasked(void *unused)
{
    (void)unused;
    spin_for_ever();
}

/* Panics in a handler that has interrupted a program, or in a handler on a CPU that sleeps. */
static void with_handlers(void)
{
    struct cpumask mask;

    work_on(2, spin_unmasked, NULL);
    CHECK(smp_call_function_single(2, spin_in_call, NULL, false) == 0);
    cpumask_clear(&mask);
    cpumask_set_cpu(3, &mask);
    CHECK(muster_irq_request(IRQ, spin_in_handler, NULL, "hangs") == 0);
    CHECK(muster_irq_set_affinity(IRQ, &mask) == 0);
    CHECK(muster_irq_raise(IRQ) == 0);
    wait_for(&is_there, 2);
    panic("two CPUs hang in handlers");
}

static int panic_alone(void *unused)
{
    (void)unused;
    panic("while all others stand still");
}

static void in_stopped_machine(void)
{
    muster_stop_machine(panic_alone, NULL, NULL);
}

/* ---- a report of the CPU that ends the program ----------------------------------------------- */

/* Ends the program late. CPU 0's report begins after call.timeout_ms and first gets no answer. Its
 * next try, an interrupt that masking does not stop, then comes while this CPU ends the program. */
static int end_late(void *unused)
{
    (void)unused;
    local_irq_disable();
    __atomic_fetch_add(&is_there, 1, __ATOMIC_RELEASE);
    wait_us(400000);
    _exit(EXIT_STATUS);
}

static void report_of_ending_cpu(void)
{
    make_deaf(3);
    work_on(1, end_late, NULL);
    wait_for(&is_there, 2);
    local_irq_disable();
    smp_call_function_single(1, panic_in_call, NULL, true);
    spin_for_ever();
}

static const struct test_case cases[] = {
    {"in-handler", in_handler},
    {"in-call", in_call},
    {"in-call-everywhere", in_call_everywhere},
    {"nested", nested},
    {"nested-in-handler", nested_in_handler},
    {"with-masked", with_masked},
    {"exit-with-masked", exit_with_masked},
    {"with-handlers", with_handlers},
    {"in-stopped-machine", in_stopped_machine},
    {"report-of-ending-cpu", report_of_ending_cpu},
};

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    RUN_CASE(1, cases);
    wait_us(5000000);
    CHECK(!"the program has ended");
    return 0;
}
