/* SPDX-License-Identifier: MIT */
#include "api.h"

#include <errno.h>

#include <muster/app.h>
#include <muster/irq.h>
#include <muster/percpu.h>
#include <muster/smp_call.h>

#include "check.h"
#include "wait.h"

/* Interrupts of which each CPU has its own. */

static DEFINE_PER_CPU(uint32_t, private_calls);

static bool note_private(unsigned int irq, void *argument)
{
    CHECK(irq == PPI && argument == &seen);
    this_cpu_inc(private_calls);
    return true;
}

static void enable_private(void *unused)
{
    (void)unused;
    CHECK(muster_irq_enable(PPI) == 0);
}

static void raise_private(void *unused)
{
    (void)unused;
    CHECK(muster_irq_raise(PPI) == 0);
}

static void do_on(unsigned int cpu, smp_call_func_t func)
{
    CHECK(smp_call_function_single(cpu, func, NULL, true) == 0);
}

static void wait_for_private(unsigned int cpu, uint32_t calls)
{
    wait_for(per_cpu_ptr(&private_calls, cpu), calls);
    CHECK(per_cpu(private_calls, cpu) == calls);
}

static void check_private_after_hotplug(void)
{
    uint32_t before = per_cpu(private_calls, 1);

    CHECK(cpu_down(1) == 0 && cpu_up(1) == 0);
    do_on(1, raise_private);
    wait_us(2000);
    CHECK(per_cpu(private_calls, 1) == before); /* not enabled any more */
    do_on(1, enable_private);
    wait_for_private(1, before + 1);
}

void private(void)
{
    struct cpumask mask = mask_of(0);

    CHECK(muster_percpu_irq_request(PPI, NULL, NULL, "bad") == -EINVAL);
    CHECK(muster_percpu_irq_request(PPI, note_private, &seen, "private") == 0);
    CHECK(muster_percpu_irq_request(PPI, note_private, &seen, "again") == -EBUSY);
    CHECK(muster_irq_set_affinity(PPI, &mask) == -EINVAL);
    CHECK(muster_irq_set_trigger(PPI, MUSTER_IRQ_EDGE) == -EINVAL);
    CHECK(muster_irq_cpu(PPI) == -EINVAL);
    CHECK(muster_irq_set_priority(PPI, 0x80) == 0);
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
        do_on(cpu, raise_private);
        wait_us(500);
        CHECK(per_cpu(private_calls, cpu) == 0); /* no CPU has enabled it so far */
        do_on(cpu, enable_private);
        wait_for_private(cpu, 1);
        do_on(cpu, raise_private);
        wait_for_private(cpu, 2);
    }
    check_private_after_hotplug();
    CHECK(muster_irq_free(PPI) == 0);
}
