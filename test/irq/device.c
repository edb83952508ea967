/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/irq.h>
#include <muster/percpu.h>

#include "args.h"
#include "cases.h"
#include "check.h"
#include "mask.h"
#include "random.h"
#include "rtc.h"
#include "work.h"

/*
 * usage: irq-device moves|dying|load ROUNDS
 *
 * The interrupt of a device, and one that software raises, go from CPU to CPU: by affinity, and
 * because their CPU goes down. No interrupt is lost, and each comes on the right CPU.
 */

#define RAISED_IRQ 160

static struct rtc rtc;
static DEFINE_PER_CPU(uint32_t, calls);
static uint32_t fired, handled; /* CPU that fires; handlers */

static void count(void)
{
    this_cpu_inc(calls);
    smp_store_release(&handled, handled + 1); /* one is under way at a time */
}

static bool handle_rtc(unsigned int irq, void *argument)
{
    (void)argument;
    CHECK(irq == rtc.irq);
    if (!rtc_is_asserted(&rtc))
        return false; /* cleared while it was on its way: it was counted then */
    rtc_clear(&rtc);
    count();
    return true;
}

static bool handle_raised(unsigned int irq, void *argument)
{
    (void)argument;
    CHECK(irq == RAISED_IRQ);
    count();
    return true;
}

/* Fires the interrupts of the device and of software by turns. */
static unsigned int irq_of(uint32_t number)
{
    return number % 2 ? RAISED_IRQ : rtc.irq;
}

static void fire(void)
{
    const uint64_t lost_ms = 20000;

    if (irq_of(fired) == rtc.irq)
        rtc_fire(&rtc);
    else
        CHECK(muster_irq_raise(RAISED_IRQ) == 0);
    fired++;
    if (!comes_within_ms(&handled, fired, lost_ms)) {
        console_printf("interrupt %u for CPU %d is lost\n", irq_of(fired - 1),
                       muster_irq_cpu(irq_of(fired - 1)));
        CHECK(!"interrupts come");
    }
}

static void fire_at(unsigned int cpu)
{
    uint32_t before = per_cpu(calls, cpu);

    CHECK(muster_irq_cpu(irq_of(fired)) == (int)cpu);
    fire();
    CHECK(per_cpu(calls, cpu) == before + 1);
}

static void send_both_to(unsigned int first, unsigned int second)
{
    struct cpumask mask = mask_of_two(first, second);

    CHECK(muster_irq_set_affinity(rtc.irq, &mask) == 0);
    CHECK(muster_irq_set_affinity(RAISED_IRQ, &mask) == 0);
}

/* ---- by affinity ----------------------------------------------------------------------------- */

/* Moves an interrupt that is pending at a CPU that does not take it. */
static void move_pending(unsigned int cpu)
{
    uint64_t flags;
    uint32_t before = per_cpu(calls, cpu), total = handled;

    send_both_to(0, 0);
    local_irq_save(flags);
    rtc_fire(&rtc);
    CHECK(muster_irq_raise(RAISED_IRQ) == 0);
    send_both_to(cpu, cpu);
    CHECK(comes_within_ms(&handled, total + 2, 20000));
    local_irq_restore(flags);
    wait_us(100);
    CHECK(handled == total + 2 && per_cpu(calls, cpu) == before + 2);
    fired += 2;
}

static void moves(void)
{
    for (unsigned long round = 0; round < arg_number(2); round++) {
        unsigned int cpu = (unsigned int)round % nr_cpu_ids;
        send_both_to(cpu, cpu);
        fire_at(cpu);
        fire_at(cpu);
        if (cpu != 0)
            move_pending(cpu);
    }
}

/* ---- off a CPU that goes down ---------------------------------------------------------------- */

static void dying(void)
{
    for (unsigned long round = 0; round < arg_number(2); round++) {
        send_both_to(1, 3);
        fire_at(1);
        CHECK(cpu_down(1) == 0);
        fire_at(3);
        fire_at(3);
        CHECK(cpu_up(1) == 0);
        fire_at(3); /* it does not go back by itself */
        fire_at(3);
        send_both_to(1, 1);
        fire_at(1);
        fire_at(1);
        CHECK(cpu_down(1) == 0); /* with a message */
        fire_at(0);
        fire_at(0);
        CHECK(cpu_up(1) == 0);
        fire_at(0);
    }
}

/* ---- while it fires, and CPUs go down and come up -------------------------------------------- */

static uint32_t is_over;

static int fire_all_the_time(void *unused)
{
    (void)unused;
    while (!smp_load_acquire(&is_over))
        fire();
    return 0;
}

static void cycle(uint32_t *random)
{
    unsigned int cpu = 2 + random_next(random) % (nr_cpu_ids - 2);

    if (!cpu_online(cpu)) {
        CHECK(cpu_up(cpu) == 0);
        send_both_to(cpu, 0);
    } else {
        send_both_to(cpu, cpu);
        CHECK(cpu_down(cpu) == 0);
    }
}

static void load(void)
{
    uint32_t random = 1;

    work_on(1, fire_all_the_time, NULL);
    for (unsigned long round = 0; round < arg_number(2); round++) {
        uint32_t before = smp_load_acquire(&handled);
        cycle(&random);
        wait_for(&handled, before + 1);
    }
    smp_store_release(&is_over, 1);
    wait_until_idle(1);
    uint32_t sum = 0;
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        sum += per_cpu(calls, cpu);
    CHECK(sum == handled && handled == fired);
}

static const struct test_case cases[] = {
    {"moves", moves},
    {"dying", dying},
    {"load", load},
};

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    rtc_find(&rtc);
    CHECK(muster_irq_request(rtc.irq, handle_rtc, NULL, "rtc") == 0);
    CHECK(muster_irq_request(RAISED_IRQ, handle_raised, NULL, "raised") == 0);
    RUN_CASE(1, cases);
    return 0;
}
