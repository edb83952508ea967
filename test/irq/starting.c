/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/irq.h>
#include <muster/smp_call.h>

#include "args.h"
#include "check.h"
#include "work.h"

/*
 * usage: irq-starting ROUNDS
 *
 * While CPU 1 is in its STARTING states, up and down, CPU 2 calls it and sends it an interrupt as
 * early as it can: nothing gets to it there.
 */

#define IRQ 160
#define CPU 1

static uint32_t is_starting; /* by CPU 1's callback */
static uint32_t calls, interrupts;

static void check_not_starting(void)
{
    CHECK(smp_processor_id() == CPU && !is_starting);
}

static int stay_a_while(unsigned int cpu)
{
    if (cpu != CPU)
        return 0;
    CHECK(irqs_disabled() && !cpu_online(cpu));
    __atomic_store_n(&is_starting, 1, __ATOMIC_SEQ_CST);
    wait_us(500);
    CHECK(irqs_disabled());
    __atomic_store_n(&is_starting, 0, __ATOMIC_SEQ_CST);
    return 0;
}

static int check_unmasked(unsigned int cpu)
{
    (void)cpu;
    CHECK(!irqs_disabled());
    return 0;
}

MUSTER_CPUHP_STATE(starting, CPUHP_AP_STARTING, "test:starting", stay_a_while, stay_a_while);
MUSTER_CPUHP_STATE(online, CPUHP_AP_ONLINE_DYN, "test:online", check_unmasked, check_unmasked);

static void be_called(void *unused)
{
    (void)unused;
    check_not_starting();
    __atomic_fetch_add(&calls, 1, __ATOMIC_RELEASE);
}

static bool be_interrupted(unsigned int irq, void *argument)
{
    (void)irq;
    (void)argument;
    if (smp_processor_id() == CPU) /* else it was about to go down */
        check_not_starting();
    __atomic_fetch_add(&interrupts, 1, __ATOMIC_RELEASE);
    return true;
}

/* Makes a call of each kind, which returns 0 or, while the CPU is off, -ENXIO. */
static void call(void)
{
    static call_single_data_t async = {.func = be_called};
    struct cpumask mask;
    uint32_t before = calls, made = 0;

    cpumask_clear(&mask);
    cpumask_set_cpu(CPU, &mask);
    int errors[] = {
        smp_call_function_single(CPU, be_called, NULL, true),
        smp_call_function_single(CPU, be_called, NULL, false),
        smp_call_function_single_async(CPU, &async),
        smp_call_function_many(&mask, be_called, NULL, true),
    };
    for (unsigned int i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        CHECK(errors[i] == 0 || errors[i] == -ENXIO);
        made += errors[i] == 0;
    }
    wait_for(&calls, before + made);
    CHECK(calls == before + made);
}

static void interrupt(void)
{
    struct cpumask mask;
    uint32_t before = interrupts;

    cpumask_clear(&mask);
    cpumask_set_cpu(CPU, &mask);
    int error = muster_irq_set_affinity(IRQ, &mask);
    CHECK(error == 0 || error == -ENODEV);
    CHECK(muster_irq_raise(IRQ) == 0);
    wait_for(&interrupts, before + 1);
}

static uint32_t is_over;

static int disturb(void *unused)
{
    (void)unused;
    while (!smp_load_acquire(&is_over)) {
        call();
        interrupt();
    }
    return 0;
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    CHECK(muster_irq_request(IRQ, be_interrupted, NULL, "test") == 0);
    work_on(2, disturb, NULL);
    for (unsigned long round = 0; round < arg_number(1); round++) {
        CHECK(cpu_down(CPU) == 0);
        CHECK(cpu_up(CPU) == 0);
        uint32_t before = smp_load_acquire(&calls);
        wait_for(&calls, before + 4); /* now they are all made */
    }
    smp_store_release(&is_over, 1);
    wait_until_idle(2);
    return 0;
}
