/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/irq.h>
#include <muster/percpu.h>
#include <muster/smp_call.h>

#include "args.h"
#include "check.h"
#include "work.h"

/*
 * usage: irq-api CASE
 *
 * Interrupts that no device of QEMU's machine has, made pending by software. CPU 0 runs the test.
 */

#define IRQ 160 /* shared, and the next ones too */
#define PPI 20  /* private */

static struct seen {
    uint32_t calls;
    unsigned int irq, cpu;
    void *argument;
} seen; /* by the handler, calls last */

static bool note(unsigned int irq, void *argument)
{
    CHECK(muster_in_irq() && irqs_disabled());
    seen.irq = irq;
    seen.cpu = smp_processor_id();
    seen.argument = argument;
    smp_store_release(&seen.calls, seen.calls + 1);
    return true;
}

/* Raises an interrupt and waits until note() has seen it, on that CPU. */
static void raise_and_wait(unsigned int irq, unsigned int cpu)
{
    uint32_t before = smp_load_acquire(&seen.calls);

    CHECK(muster_irq_raise(irq) == 0);
    wait_for(&seen.calls, before + 1);
    CHECK(seen.calls == before + 1 && seen.irq == irq && seen.cpu == cpu);
}

static void check_none_comes(void)
{
    uint32_t before = smp_load_acquire(&seen.calls);

    wait_us(500);
    CHECK(smp_load_acquire(&seen.calls) == before);
}

static struct cpumask mask_of(unsigned int cpu)
{
    struct cpumask mask;

    cpumask_clear(&mask);
    cpumask_set_cpu(cpu, &mask);
    return mask;
}

/* ---- errors ---------------------------------------------------------------------------------- */

static void check_has_none(unsigned int irq)
{
    struct cpumask mask = mask_of(0);

    CHECK(muster_irq_free(irq) == -EINVAL);
    CHECK(muster_irq_enable(irq) == -EINVAL);
    CHECK(muster_irq_disable(irq) == -EINVAL);
    CHECK(muster_irq_raise(irq) == -EINVAL);
    CHECK(muster_irq_cpu(irq) == -EINVAL);
    CHECK(muster_irq_set_priority(irq, 0) == -EINVAL);
    CHECK(muster_irq_set_trigger(irq, MUSTER_IRQ_EDGE) == -EINVAL);
    CHECK(muster_irq_set_affinity(irq, &mask) == -EINVAL);
}

/* Up to the last one that the controller has. */
static void check_last(void)
{
    unsigned int irq = IRQ;

    while (muster_irq_request(irq, note, NULL, "so far") == 0) {
        raise_and_wait(irq, 0);
        CHECK(muster_irq_free(irq) == 0);
        irq++;
    }
    CHECK(irq % 32 == 0 && irq > IRQ && irq < 1020);
    CHECK(muster_irq_request(irq, note, NULL, "the first beyond") == -EINVAL);
}

static void check_numbers(void)
{
    static const unsigned int no_shared[] = {0, 15, 16, 31, 1019, 1020, 1023, 8192, ~0u};
    static const unsigned int no_private[] = {0, 15, 32, IRQ, 1023, ~0u};

    for (unsigned int i = 0; i < sizeof(no_shared) / sizeof(no_shared[0]); i++) {
        CHECK(muster_irq_request(no_shared[i], note, NULL, "bad") == -EINVAL);
        check_has_none(no_shared[i]);
    }
    for (unsigned int i = 0; i < sizeof(no_private) / sizeof(no_private[0]); i++)
        CHECK(muster_percpu_irq_request(no_private[i], note, NULL, "bad") == -EINVAL);
    check_has_none(IRQ);
    check_last();
}

static void check_values(void)
{
    struct cpumask none, off = mask_of(nr_cpu_ids - 1);
    struct muster_irq_counts counts;

    CHECK(muster_irq_request(IRQ, NULL, NULL, "bad") == -EINVAL);
    CHECK(muster_irq_request(IRQ, note, NULL, NULL) == 0);
    CHECK(muster_irq_request(IRQ, note, NULL, "again") == -EBUSY);
    CHECK(muster_irq_set_priority(IRQ, 256) == -EINVAL);
    CHECK(muster_irq_set_trigger(IRQ, (enum muster_irq_trigger)2) == -EINVAL);
    cpumask_clear(&none);
    CHECK(muster_irq_set_affinity(IRQ, NULL) == -EINVAL);
    CHECK(muster_irq_set_affinity(IRQ, &none) == -ENODEV);
    CHECK(cpu_down(nr_cpu_ids - 1) == 0);
    CHECK(muster_irq_set_affinity(IRQ, &off) == -ENODEV);
    CHECK(muster_irq_cpu(IRQ) == 0);
    CHECK(cpu_up(nr_cpu_ids - 1) == 0);
    CHECK(muster_irq_free(IRQ) == 0);
    check_has_none(IRQ);
    CHECK(muster_irq_counts(nr_cpu_ids, &counts) == -EINVAL);
    CHECK(muster_irq_counts(~0u, &counts) == -EINVAL);
}

static void errors(void)
{
    check_numbers();
    check_values();
}

/* ---- a shared interrupt ---------------------------------------------------------------------- */

static void check_disabled(void)
{
    CHECK(muster_irq_disable(IRQ) == 0);
    CHECK(muster_irq_raise(IRQ) == 0);
    check_none_comes();
    uint32_t before = seen.calls;
    CHECK(muster_irq_enable(IRQ) == 0);
    wait_for(&seen.calls, before + 1);
    CHECK(muster_irq_disable(IRQ) == 0 && muster_irq_disable(IRQ) == 0);
    CHECK(muster_irq_enable(IRQ) == 0);
    raise_and_wait(IRQ, 0);
}

static void check_masked(void)
{
    uint64_t flags;
    uint32_t before = seen.calls;

    local_irq_save(flags);
    CHECK(irqs_disabled());
    CHECK(muster_irq_raise(IRQ) == 0);
    check_none_comes();
    local_irq_restore(flags);
    wait_for(&seen.calls, before + 1);
    CHECK(seen.calls == before + 1);
    CHECK(!irqs_disabled() && !muster_in_irq());
}

static void check_triggers(void)
{
    static const enum muster_irq_trigger triggers[] = {MUSTER_IRQ_EDGE, MUSTER_IRQ_LEVEL};

    for (unsigned int i = 0; i < 4; i++) {
        CHECK(muster_irq_disable(IRQ) == 0);
        CHECK(muster_irq_set_trigger(IRQ, triggers[i % 2]) == 0);
        CHECK(muster_irq_enable(IRQ) == 0);
        raise_and_wait(IRQ, 0);
    }
}

static bool disable_itself(unsigned int irq, void *argument)
{
    CHECK(muster_irq_disable(irq) == 0);
    CHECK(muster_irq_free(irq) == -EDEADLK);
    return note(irq, argument);
}

static void check_disabled_by_handler(void)
{
    CHECK(muster_irq_request(IRQ + 1, disable_itself, NULL, "disables itself") == 0);
    for (unsigned int i = 0; i < 3; i++) {
        raise_and_wait(IRQ + 1, 0);
        CHECK(muster_irq_raise(IRQ + 1) == 0);
        check_none_comes();
        uint32_t before = seen.calls;
        CHECK(muster_irq_enable(IRQ + 1) == 0);
        wait_for(&seen.calls, before + 1);
        CHECK(muster_irq_enable(IRQ + 1) == 0);
    }
    CHECK(muster_irq_free(IRQ + 1) == 0);
}

static void check_counts(void)
{
    struct muster_irq_counts before, after;

    CHECK(muster_irq_counts(0, &before) == 0);
    for (unsigned int i = 0; i < 10; i++)
        raise_and_wait(IRQ, 0);
    CHECK(muster_irq_counts(0, &after) == 0);
    CHECK(after.handled >= before.handled + 10);
    CHECK(after.unknown == before.unknown);
}

static void shared(void)
{
    int argument;

    CHECK(muster_irq_request(IRQ, note, &argument, "test") == 0);
    CHECK(muster_irq_cpu(IRQ) == 0);
    raise_and_wait(IRQ, 0);
    CHECK(seen.argument == &argument);
    check_disabled();
    check_masked();
    check_triggers();
    check_disabled_by_handler();
    check_counts();
    CHECK(muster_irq_free(IRQ) == 0);
    CHECK(muster_irq_request(IRQ, note, NULL, "again") == 0);
    raise_and_wait(IRQ, 0);
    CHECK(seen.argument == NULL);
    CHECK(muster_irq_free(IRQ) == 0);
}

/* ---- priorities ------------------------------------------------------------------------------ */

#define ORDERED 6

static unsigned int order[ORDERED];
static uint32_t ordered;

static bool note_order(unsigned int irq, void *argument)
{
    (void)argument;
    order[ordered] = irq;
    smp_store_release(&ordered, ordered + 1);
    return true;
}

/* All are pending when the CPU looks. */
static void check_order(const unsigned int *priorities, const unsigned int *expected)
{
    uint64_t flags;

    ordered = 0;
    local_irq_save(flags);
    for (unsigned int i = 0; i < ORDERED; i++) {
        CHECK(muster_irq_set_priority(IRQ + i, priorities[i]) == 0);
        CHECK(muster_irq_raise(IRQ + i) == 0);
    }
    local_irq_restore(flags);
    wait_for(&ordered, ORDERED);
    for (unsigned int i = 0; i < ORDERED; i++)
        CHECK(order[i] == IRQ + expected[i]);
}

static void priorities(void)
{
    for (unsigned int i = 0; i < ORDERED; i++)
        CHECK(muster_irq_request(IRQ + i, note_order, NULL, "ordered") == 0);
    check_order((unsigned int[]){0xa0, 0xa0, 0xa0, 0xa0, 0xa0, 0xa0},
                (unsigned int[]){0, 1, 2, 3, 4, 5});
    check_order((unsigned int[]){0xd0, 0xc0, 0xb0, 0x90, 0x80, 0x10},
                (unsigned int[]){5, 4, 3, 2, 1, 0});
    check_order((unsigned int[]){255, 0, 0x80, 0xa0, 0x40, 0x20},
                (unsigned int[]){1, 5, 4, 2, 3, 0});
    for (unsigned int i = 0; i < ORDERED; i++)
        CHECK(muster_irq_free(IRQ + i) == 0);
}

/* ---- private interrupts ---------------------------------------------------------------------- */

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

static void private(void)
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
        CHECK(per_cpu(private_calls, cpu) == 0); /* enabled by nobody so far */
        do_on(cpu, enable_private);
        wait_for_private(cpu, 1);
        do_on(cpu, raise_private);
        wait_for_private(cpu, 2);
    }
    check_private_after_hotplug();
    CHECK(muster_irq_free(PPI) == 0);
}

/* ---- many handlers --------------------------------------------------------------------------- */

static void many(void)
{
    unsigned int count = 0;
    uint64_t flags;
    int error;

    while ((error = muster_irq_request(IRQ + count, note, NULL, "one of many")) == 0)
        count++;
    CHECK(error == -ENOSPC);
    /* The runtime has some of its own. */
    CHECK(count <= MUSTER_IRQ_HANDLERS_MAX && count > MUSTER_IRQ_HANDLERS_MAX - 8);
    uint32_t before = seen.calls;
    local_irq_save(flags);
    for (unsigned int i = 0; i < count; i++)
        CHECK(muster_irq_raise(IRQ + i) == 0);
    local_irq_restore(flags);
    wait_for(&seen.calls, before + count);
    CHECK(muster_irq_free(IRQ + 7) == 0);
    CHECK(muster_irq_request(IRQ + 70, note, NULL, "in its place") == 0);
    raise_and_wait(IRQ + 70, 0);
    CHECK(muster_irq_free(IRQ + 70) == 0);
    for (unsigned int i = 0; i < count; i++)
        CHECK(muster_irq_free(IRQ + i) == (i == 7 ? -EINVAL : 0));
}

/* ---- affinity -------------------------------------------------------------------------------- */

static void affinity(void)
{
    struct cpumask mask;

    CHECK(muster_irq_request(IRQ, note, NULL, "moves") == 0);
    for (unsigned int cpu = nr_cpu_ids; cpu-- > 0;) {
        mask = mask_of(cpu);
        CHECK(muster_irq_set_affinity(IRQ, &mask) == 0);
        CHECK(muster_irq_cpu(IRQ) == (int)cpu);
        raise_and_wait(IRQ, cpu);
    }
    cpumask_clear_cpu(0, &mask);
    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++)
        cpumask_set_cpu(cpu, &mask);
    CHECK(muster_irq_set_affinity(IRQ, &mask) == 0);
    CHECK(muster_irq_cpu(IRQ) == 1);
    raise_and_wait(IRQ, 1);
    CHECK(muster_irq_free(IRQ) == 0);
}

/* ---- a handler that is taken away while it runs ---------------------------------------------- */

static uint32_t has_begun, may_end, has_ended;

static bool take_long(unsigned int irq, void *argument)
{
    (void)irq;
    (void)argument;
    smp_store_release(&has_begun, has_begun + 1);
    wait_for(&may_end, 1);
    wait_us(500);
    smp_store_release(&has_ended, has_ended + 1);
    return true;
}

static int let_end_soon(void *unused)
{
    (void)unused;
    wait_us(5000);
    smp_store_release(&may_end, 1);
    return 0;
}

static void start_handler(void)
{
    struct cpumask mask = mask_of(1);
    uint32_t before = has_begun;

    may_end = 0;
    CHECK(muster_irq_set_affinity(IRQ, &mask) == 0);
    CHECK(muster_irq_raise(IRQ) == 0);
    wait_for(&has_begun, before + 1);
}

static void freed(void)
{
    for (unsigned int i = 1; i <= 3; i++) {
        CHECK(muster_irq_request(IRQ, take_long, NULL, "takes long") == 0);
        start_handler();
        work_on(2, let_end_soon, NULL);
        CHECK(muster_irq_free(IRQ) == 0);
        CHECK(smp_load_acquire(&has_ended) == i);
        wait_until_idle(2);
    }
}

static uint32_t has_tried;

/* While another CPU waits for the handler to end. */
static int request_meanwhile(void *unused)
{
    (void)unused;
    wait_us(5000);
    CHECK(muster_irq_request(IRQ, note, NULL, "too early") == -EBUSY);
    smp_store_release(&has_tried, 1);
    return 0;
}

static void not_freed(void)
{
    CHECK(muster_irq_request(IRQ, take_long, NULL, "takes too long") == 0);
    start_handler();
    work_on(2, request_meanwhile, NULL);
    CHECK(muster_irq_free(IRQ) == -ETIMEDOUT);
    CHECK(has_ended == 0 && has_tried);
    CHECK(muster_irq_cpu(IRQ) == 1);
    smp_store_release(&may_end, 1);
    wait_for(&has_ended, 1);
    CHECK(muster_irq_enable(IRQ) == 0);
    CHECK(muster_irq_raise(IRQ) == 0);
    wait_for(&has_ended, 2);
    CHECK(muster_irq_free(IRQ) == 0);
    CHECK(muster_irq_request(IRQ, note, NULL, "now") == 0);
    raise_and_wait(IRQ, 0);
}

static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
    {"errors", errors},   {"shared", shared},       {"priorities", priorities},
    {"private", private}, {"many", many},           {"affinity", affinity},
    {"freed", freed},     {"not-freed", not_freed},
};

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    for (int word = 1; word < muster_app_args()->argc; word++)
        for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
            if (arg_is(word, cases[i].name))
                cases[i].run();
    return 0;
}
