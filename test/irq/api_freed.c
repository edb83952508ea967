/* SPDX-License-Identifier: MIT */
#include "api.h"

#include <errno.h>

#include <muster/app.h>
#include <muster/irq.h>

#include "check.h"
#include "work.h"

/* A handler is taken away while it runs. */

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

void freed(void)
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

/* Requests the interrupt while another CPU waits for the handler to end. */
static int request_meanwhile(void *unused)
{
    (void)unused;
    wait_us(5000);
    CHECK(muster_irq_request(IRQ, note, NULL, "too early") == -EBUSY);
    smp_store_release(&has_tried, 1);
    return 0;
}

void not_freed(void)
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
