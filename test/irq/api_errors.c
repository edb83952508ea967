/* SPDX-License-Identifier: MIT */
#include "api.h"

#include <errno.h>

#include <muster/app.h>
#include <muster/irq.h>

#include "check.h"

/* What is refused: numbers, values, and what has no handler. */

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

/* Requests all interrupts from IRQ up to the last one that the controller has. */
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

void errors(void)
{
    check_numbers();
    check_values();
}
