/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/irq.h>
#include <muster/smp_call.h>

#include "cases.h"
#include "check.h"
#include "mask.h"
#include "recurse.h"
#include "registers.h"
#include "work.h"

/*
 * usage: irq-context registers|nmi|stack|overflow|fault|fault-in-call
 *
 * What a handler may use, and what it leaves of the program that it interrupts. CPU 0 runs that
 * program.
 */

#define IRQ 160

/* ---- registers ------------------------------------------------------------------------------- */

#define FPCR_VALUE 0x03c00000u /* DN, FZ, round towards zero */
#define FPSR_VALUE 0x0800009fu
#define HOLD_TIMES 3000

enum scribble { NEVER, FIRST, ALWAYS, SOMETIMES, PRINTS };
static enum scribble scribble;
static uint32_t calls, is_over;

static void fill(struct registers *registers, uint64_t seed)
{
    const uint64_t odd = 0x9e3779b97f4a7c15;
    uint64_t *words = (uint64_t *)registers;

    for (unsigned int i = 0; i < sizeof(*registers) / sizeof(*words); i++)
        words[i] = (seed + i) * odd;
    registers->x[0] = 0;
    registers->nzcv = (seed * 5 % 16) << 28;
    registers->fpcr = FPCR_VALUE;
    registers->fpsr = FPSR_VALUE;
}

static bool scribble_now(uint32_t call)
{
    return scribble == ALWAYS || (scribble == FIRST && call == 0) ||
           (scribble == SOMETIMES && call % 3 == 0);
}

static bool write_over(unsigned int irq, void *argument)
{
    char text[32];

    (void)irq;
    (void)argument;
    CHECK(muster_in_irq() && irqs_disabled());
    if (scribble_now(calls))
        registers_scribble_fp();
    if (scribble == PRINTS) {
        snprintf(text, sizeof(text), "%.3f", (double)calls / 8);
        CHECK(strtod(text, NULL) == (double)calls / 8 || calls % 8);
    }
    registers_scribble();
    smp_store_release(&calls, calls + 1);
    return true;
}

static void write_over_in_call(void *unused)
{
    (void)unused;
    write_over(0, NULL);
}

static int interrupt_all_the_time(void *unused)
{
    (void)unused;
    while (!smp_load_acquire(&is_over)) {
        uint32_t before = smp_load_acquire(&calls);
        if (before % 2)
            CHECK(muster_irq_raise(IRQ) == 0);
        else
            CHECK(smp_call_function_single(0, write_over_in_call, NULL, false) == 0);
        wait_until(smp_load_acquire(&calls) != before || smp_load_acquire(&is_over));
    }
    return 0;
}

static void check_held(uint64_t seed)
{
    static struct registers in, out;

    fill(&in, seed);
    memset(&out, 0, sizeof(out));
    registers_hold(HOLD_TIMES, &in, &out);
    CHECK(memcmp(in.x, out.x, sizeof(in.x)) == 0);
    CHECK(in.nzcv == out.nzcv);
    CHECK(in.fpcr == out.fpcr);
    CHECK(in.fpsr == out.fpsr);
    CHECK(memcmp(in.q, out.q, sizeof(in.q)) == 0);
}

static void hold_while_interrupted(enum scribble how)
{
    const uint32_t enough = 15;

    scribble = how;
    calls = is_over = 0;
    work_on(1, interrupt_all_the_time, NULL);
    for (uint64_t seed = 0; smp_load_acquire(&calls) < enough || seed < 6; seed++)
        check_held(seed);
    smp_store_release(&is_over, 1);
    wait_until_idle(1);
}

/* Interrupts a CPU that sleeps in the runtime, which calls the handler without an exception. */
static void interrupt_sleeper(void)
{
    struct cpumask mask = mask_of(2);

    CHECK(muster_irq_set_affinity(IRQ, &mask) == 0);
    scribble = ALWAYS;
    for (unsigned int i = 0; i < 50; i++) {
        uint32_t before = calls;
        CHECK(muster_irq_raise(IRQ) == 0);
        wait_for(&calls, before + 1);
    }
    CHECK(muster_cpu_is_idle(2));
}

static void registers(void)
{
    CHECK(muster_irq_request(IRQ, write_over, NULL, "scribbles") == 0);
    hold_while_interrupted(NEVER);
    hold_while_interrupted(FIRST);
    hold_while_interrupted(ALWAYS);
    hold_while_interrupted(SOMETIMES);
    hold_while_interrupted(PRINTS);
    interrupt_sleeper();
    hold_while_interrupted(SOMETIMES);
}

/* ---- a report that masking does not keep out ------------------------------------------------- */

static uint32_t is_masked;

static int hold_masked(void *unused)
{
    (void)unused;
    local_irq_disable();
    smp_store_release(&is_masked, 1);
    for (uint64_t seed = 0; !smp_load_acquire(&is_over); seed++)
        check_held(seed);
    local_irq_enable();
    return 0;
}

static void never(void *unused)
{
    (void)unused;
    CHECK(!"a call that was withdrawn is made");
}

static void nmi(void)
{
    struct cpumask mask = mask_of(1);

    work_on(1, hold_masked, NULL);
    wait_for(&is_masked, 1);
    for (unsigned int i = 0; i < 3; i++) /* a report each; a busy host may miss one */
        CHECK(smp_call_function_many(&mask, never, NULL, true) == -ETIMEDOUT);
    smp_store_release(&is_over, 1);
    wait_until_idle(1);
}

/* ---- the stack ------------------------------------------------------------------------------- */

static uintptr_t program_address;

static bool look_at_stack(unsigned int irq, void *argument)
{
    const uintptr_t stack_bytes = 16384;
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);

    (void)irq;
    (void)argument;
    CHECK(here > program_address || here < program_address - stack_bytes);
    smp_store_release(&calls, calls + 1);
    return true;
}

static void stack(void)
{
    program_address = (uintptr_t)__builtin_frame_address(0);
    CHECK(!muster_in_irq());
    CHECK(muster_irq_request(IRQ, look_at_stack, NULL, "looks") == 0);
    for (uint32_t i = 1; i <= 10; i++) {
        CHECK(muster_irq_raise(IRQ) == 0);
        wait_for(&calls, i);
        CHECK(!muster_in_irq());
    }
}

static bool overflow_in_handler(unsigned int irq, void *argument)
{
    (void)irq;
    (void)argument;
    return recurse(0);
}

static void overflow(void)
{
    CHECK(muster_irq_request(IRQ, overflow_in_handler, NULL, "recurses") == 0);
    CHECK(muster_irq_raise(IRQ) == 0);
}

/* ---- a fault in a handler -------------------------------------------------------------------- */

/* Calls no function, so that its caller is in no frame. */
__attribute__((noinline)) static void fault_here(void)
{
    volatile uintptr_t nowhere = 16;
    *(volatile uint32_t *)nowhere = 1;
}

__attribute__((noinline)) static void fault_below(void)
{
    fault_here();
    smp_store_release(&calls, 0); /* no jump to it either */
}

__attribute__((noinline)) static bool fault_in_handler(unsigned int irq, void *argument)
{
    (void)irq;
    (void)argument;
    fault_below();
    return smp_load_acquire(&is_over) != 0;
}

__attribute__((noinline)) static void fault_in_call(void *unused)
{
    (void)unused;
    fault_below();
    smp_store_release(&is_over, 0);
}

/* The interrupt comes in this function's loop. */
__attribute__((noinline)) static int be_interrupted(void *unused)
{
    (void)unused;
    smp_store_release(&is_masked, 1);
    while (!smp_load_acquire(&is_over))
        cpu_relax();
    return 1;
}

static void fault_elsewhere(bool in_call)
{
    struct cpumask mask = mask_of(1);

    work_on(1, be_interrupted, NULL);
    wait_for(&is_masked, 1);
    wait_us(1000);
    CHECK(muster_irq_request(IRQ, fault_in_handler, NULL, "faults") == 0);
    CHECK(muster_irq_set_affinity(IRQ, &mask) == 0);
    if (in_call)
        smp_call_function_single(1, fault_in_call, NULL, true);
    else
        CHECK(muster_irq_raise(IRQ) == 0);
    wait_us(5000000);
    CHECK(!"the fault is reported");
}

static void fault(void)
{
    fault_elsewhere(false);
}

static void fault_during_call(void)
{
    fault_elsewhere(true);
}

static const struct test_case cases[] = {
    {"registers", registers}, {"nmi", nmi},     {"stack", stack},
    {"overflow", overflow},   {"fault", fault}, {"fault-in-call", fault_during_call},
};

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    RUN_CASE(1, cases);
    return 0;
}
