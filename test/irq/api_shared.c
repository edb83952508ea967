/* SPDX-License-Identifier: MIT */
#include "api.h"

#include <errno.h>

#include <muster/app.h>
#include <muster/irq.h>

#include "check.h"
#include "wait.h"

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

void shared(void)
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

/* Makes all interrupts pending before the CPU takes one of them. */
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

void priorities(void)
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

/* ---- many handlers --------------------------------------------------------------------------- */

void many(void)
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

void affinity(void)
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
