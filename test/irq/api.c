/* SPDX-License-Identifier: MIT */
#include "api.h"

#include <muster/app.h>
#include <muster/irq.h>

#include "cases.h"
#include "check.h"
#include "wait.h"

/*
 * usage: irq-api CASE...
 *
 * Interrupts that no device of QEMU's machine has, made pending by software. CPU 0 runs the test.
 */

struct seen seen;

bool note(unsigned int irq, void *argument)
{
    CHECK(muster_in_irq() && irqs_disabled());
    seen.irq = irq;
    seen.cpu = smp_processor_id();
    seen.argument = argument;
    smp_store_release(&seen.calls, seen.calls + 1);
    return true;
}

void raise_and_wait(unsigned int irq, unsigned int cpu)
{
    uint32_t before = smp_load_acquire(&seen.calls);

    CHECK(muster_irq_raise(irq) == 0);
    wait_for(&seen.calls, before + 1);
    CHECK(seen.calls == before + 1 && seen.irq == irq && seen.cpu == cpu);
}

void check_none_comes(void)
{
    uint32_t before = smp_load_acquire(&seen.calls);

    wait_us(500);
    CHECK(smp_load_acquire(&seen.calls) == before);
}

static const struct test_case cases[] = {
    {"errors", errors},   {"shared", shared},       {"priorities", priorities},
    {"private", private}, {"many", many},           {"affinity", affinity},
    {"freed", freed},     {"not-freed", not_freed},
};

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    for (int word = 1; word < muster_app_args()->argc; word++)
        RUN_CASE(word, cases);
    return 0;
}
