/* SPDX-License-Identifier: MIT */
/* Checks that an IPI does nothing unless the CPU that sends it has left its request: an earlier
 * stage may have left the same SGI pending. */
#include <stdlib.h>

#include <muster/panic.h>
#include <muster/smp.h>

#include "arch/fp.h"
#include "cmocka_test.h"
#include "console/stop.h"
#include "ipi/call_queue.h"
#include "ipi/irq_cpu.h"
#include "ipi/irqchip.h"
#include "irq/handlers.h"
#include "irq/irq.h"

/* ---- what is taken from the rest of the runtime ---------------------------------------------- */

const struct irqchip *irqchip;
DEFINE_PER_CPU(struct irq_cpu, irq_cpus);
struct irq_handler irq_handlers[1 + MUSTER_IRQ_HANDLERS_MAX];
uint8_t irq_handler_of[IRQ_LIMIT];

static bool is_requested;
static jmp_buf stopped;
static unsigned int served, reports;
static uint32_t next_token, ended;

bool stop_is_requested(void)
{
    return is_requested;
}

void stop_this_cpu(void)
{
    longjmp(stopped, 1);
}

void smp_call_serve(void)
{
    served++;
}

void irq_was_unwanted(struct irq_cpu *mine, unsigned int irq)
{
    (void)mine, (void)irq;
}

const struct exception_frame *irq_interrupted(void)
{
    return NULL;
}

void arch_fp_set_aside(void)
{
}

void arch_fp_bring_back(void)
{
}

void panic(const char *format, ...)
{
    fail_msg("%s", format);
    abort();
}

/* ---- the controller -------------------------------------------------------------------------- */

static uint32_t acknowledge(void)
{
    return next_token;
}

static void end(uint32_t token)
{
    ended = token;
}

static bool take_nmi(void)
{
    return true;
}

static const struct irqchip chip = {.acknowledge = acknowledge, .end = end, .take_nmi = take_nmi};

static void report(const struct exception_frame *interrupted)
{
    (void)interrupted;
    reports++;
}

static int begin(void **state)
{
    (void)state;
    irqchip = &chip;
    is_requested = false;
    served = reports = 0;
    return 0;
}

/* Takes the interrupt. Returns true if the CPU has stopped. */
static bool stops(uint32_t token)
{
    next_token = token;
    ended = UINT32_MAX;
    if (setjmp(stopped))
        return true;
    irq_dispatch(NULL);
    assert_int_equal(ended, token);
    return false;
}

static void test_stop(void **state)
{
    (void)state;
    assert_false(stops(IPI_CPU_STOP));
    is_requested = true;
    assert_true(stops(IPI_CPU_STOP));
    assert_int_equal(ended, IPI_CPU_STOP);
}

static void test_nmi(void **state)
{
    (void)state;
    ipi_set_handler(IPI_REPORT, report);
    assert_true(nmi_dispatch(NULL));
    assert_int_equal(reports, 1); /* the handler looks whether this CPU has been asked */
    is_requested = true;
    if (!setjmp(stopped)) {
        nmi_dispatch(NULL);
        fail();
    }
}

/* No number between CPUs does anything but its own: those without a meaning do nothing. */
static void test_others(void **state)
{
    (void)state;
    for (uint32_t sgi = 0; sgi < IRQ_FIRST_PRIVATE; sgi++)
        assert_false(stops(sgi));
    assert_int_equal(served, 1); /* IPI_CALL: it makes the calls that are queued */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_stop, begin),
        cmocka_unit_test_setup(test_nmi, begin),
        cmocka_unit_test_setup(test_others, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
