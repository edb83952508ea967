/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/irq.h>
#include <muster/smp_call.h>

#include "cases.h"
#include "check.h"
#include "mask.h"
#include "work.h"

/*
 * usage: call-errors arguments|timeout|deadlock|ring|many|many-ring
 *
 * Calls that are refused, and CPUs that do not take their calls. CPU 0 of four CPUs runs the test.
 * call.timeout_ms is 200.
 */

static uint32_t calls_made;

static void count(void *unused)
{
    (void)unused;
    __atomic_fetch_add(&calls_made, 1, __ATOMIC_RELEASE);
}

/* ---- arguments ------------------------------------------------------------------------------- */

static void count_masked(void *unused)
{
    CHECK(irqs_disabled() && !muster_in_irq());
    count(unused);
}

static void check_self(void)
{
    struct cpumask only_self = mask_of(0), none;

    CHECK(smp_call_function_single(0, count_masked, NULL, true) == 0);
    CHECK(smp_call_function_single(0, count_masked, NULL, false) == 0);
    call_single_data_t call = {.func = count_masked};
    CHECK(smp_call_function_single_async(0, &call) == 0);
    CHECK(calls_made == 3);
    CHECK(!irqs_disabled());
    CHECK(smp_call_function_many(&only_self, count, NULL, true) == 0);
    cpumask_clear(&none);
    CHECK(smp_call_function_many(&none, count, NULL, true) == 0);
    CHECK(calls_made == 3);
}

static void check_bad(void)
{
    struct cpumask others = mask_of_two(1, 2);
    call_single_data_t call = {.func = count}, empty = {0};

    CHECK(smp_call_function_single(1, NULL, NULL, true) == -EINVAL);
    CHECK(smp_call_function_many(&others, NULL, NULL, true) == -EINVAL);
    CHECK(smp_call_function_many(NULL, count, NULL, true) == -EINVAL);
    CHECK(on_each_cpu(NULL, NULL, true) == -EINVAL);
    CHECK(smp_call_function_single_async(1, &empty) == -EINVAL);
    CHECK(smp_call_function_single_async(1, NULL) == -EINVAL);
    for (unsigned int i = 0; i < 4; i++) {
        unsigned int cpu = (unsigned int[]){nr_cpu_ids, NR_CPUS, NR_CPUS + 1, UINT32_MAX}[i];
        CHECK(smp_call_function_single(cpu, count, NULL, i % 2) == -ENXIO);
        CHECK(smp_call_function_single_async(cpu, &call) == -ENXIO);
    }
    CHECK(calls_made == 3);
}

static void check_offline(void)
{
    struct cpumask some = mask_of_two(1, 2), only_off = mask_of(2);
    call_single_data_t call = {.func = count};

    CHECK(cpu_down(2) == 0);
    CHECK(smp_call_function_single(2, count, NULL, true) == -ENXIO);
    CHECK(smp_call_function_single(2, count, NULL, false) == -ENXIO);
    CHECK(smp_call_function_single_async(2, &call) == -ENXIO);
    CHECK(smp_call_function_many(&only_off, count, NULL, true) == -ENXIO);
    CHECK(calls_made == 3);
    CHECK(smp_call_function_many(&some, count, NULL, true) == -ENXIO);
    CHECK(calls_made == 4);
    CHECK(on_each_cpu(count, NULL, true) == 0);
    CHECK(calls_made == 7);
    CHECK(cpu_up(2) == 0);
    CHECK(calls_made == 7);
    CHECK(smp_call_function_many(&some, count, NULL, true) == 0);
    CHECK(smp_call_function_single(2, count, NULL, true) == 0);
    CHECK(smp_call_function_single(2, count, NULL, false) == 0);
    CHECK(smp_call_function_single_async(2, &call) == 0);
    wait_for(&calls_made, 12);
}

static void arguments(void)
{
    check_self();
    check_bad();
    check_offline();
}

/* ---- a CPU that takes no calls for a while --------------------------------------------------- */

static uint32_t deaf_cpus, may_hear;

static int be_deaf(void *unused)
{
    uint64_t flags;

    (void)unused;
    local_irq_save(flags);
    __atomic_fetch_add(&deaf_cpus, 1, __ATOMIC_RELEASE);
    wait_for(&may_hear, 1);
    local_irq_restore(flags);
    return 0;
}

static void make_deaf(unsigned int cpu)
{
    uint32_t before = deaf_cpus;

    may_hear = 0;
    work_on(cpu, be_deaf, NULL);
    wait_for(&deaf_cpus, before + 1);
}

static void let_hear(unsigned int cpu)
{
    smp_store_release(&may_hear, 1);
    wait_until_idle(cpu);
}

static void never(void *unused)
{
    (void)unused;
    CHECK(!"a call that was withdrawn is made");
}

static void check_all_work(void)
{
    struct cpumask others = mask_of_two(1, 2);
    uint32_t before = calls_made;

    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++) {
        CHECK(smp_call_function_single(cpu, count, NULL, true) == 0);
        CHECK(smp_call_function_single(cpu, count, NULL, false) == 0);
    }
    CHECK(smp_call_function_many(&others, count, NULL, true) == 0);
    CHECK(on_each_cpu(count, NULL, true) == 0);
    wait_for(&calls_made, before + 2 * (nr_cpu_ids - 1) + 2 + nr_cpu_ids);
    CHECK(calls_made == before + 2 * (nr_cpu_ids - 1) + 2 + nr_cpu_ids);
}

static void single_times_out(void)
{
    make_deaf(1);
    CHECK(smp_call_function_single(1, never, NULL, true) == -ETIMEDOUT);
    CHECK(smp_call_function_single(2, count, NULL, true) == 0); /* CPU 1 keeps no other CPU busy */
    let_hear(1);
    check_all_work();
}

/* Checks that the CPUs that could take the call have taken it. */
static void many_times_out(void)
{
    struct cpumask others = mask_of_two(1, 2);
    uint32_t before = calls_made;

    make_deaf(3);
    cpumask_set_cpu(3, &others);
    CHECK(smp_call_function_many(&others, count, NULL, true) == -ETIMEDOUT);
    CHECK(calls_made == before + 2);
    CHECK(smp_call_function_single(1, count, NULL, true) == 0);
    let_hear(3);
    check_all_work();
    CHECK(calls_made == before + 3 + 2 * 3 + 2 + 4); /* CPU 3 has not made it up */
}

/* A call without a wait stays pending. The next call to CPU 2 waits for it, but a call to another
 * CPU does not. */
static void unwaited_times_out(void)
{
    struct cpumask deaf = mask_of(2), other = mask_of(1);
    uint32_t before = calls_made;

    make_deaf(2);
    CHECK(smp_call_function_single(2, count, NULL, false) == 0);
    CHECK(smp_call_function_single(1, never, NULL, false) == -ETIMEDOUT);
    CHECK(smp_call_function_many(&deaf, count, NULL, false) == 0);
    CHECK(smp_call_function_many(&other, never, NULL, false) == -ETIMEDOUT);
    let_hear(2);
    check_all_work();
    CHECK(calls_made == before + 2 * 3 + 2 + 4); /* CPU 2 has made none of them up */
}

static uint32_t has_begun, may_return;

static void take_long(void *unused)
{
    (void)unused;
    smp_store_release(&has_begun, 1);
    wait_for(&may_return, 1);
}

/* A call that has been begun cannot be withdrawn: it is busy until it returns. */
static void function_takes_long(void)
{
    CHECK(smp_call_function_single(3, take_long, NULL, true) == -ETIMEDOUT);
    CHECK(has_begun);
    CHECK(smp_call_function_single(1, count, NULL, true) == -EBUSY);
    smp_store_release(&may_return, 1);
    wait_us(1000);
    wait_until(smp_call_function_single(1, count, NULL, true) != -EBUSY);
    check_all_work();
}

static void timeout(void)
{
    single_times_out();
    many_times_out();
    unwaited_times_out();
    function_takes_long();
}

/* ---- CPUs that wait for each other ----------------------------------------------------------- */

static uint32_t arrived, in_ring, ways_many, results_0, results_deadlock;

/* Calls the next CPU of the ring with interrupts masked, when all CPUs of the ring are about to do
 * so. */
static int call_next(void *unused)
{
    unsigned int next = (smp_processor_id() + 1) % in_ring;
    struct cpumask mask = mask_of(next);
    uint64_t flags;

    (void)unused;
    local_irq_save(flags);
    __atomic_fetch_add(&arrived, 1, __ATOMIC_RELEASE);
    wait_for(&arrived, in_ring);
    int error = ways_many ? smp_call_function_many(&mask, count, NULL, true)
                          : smp_call_function_single(next, count, NULL, true);
    CHECK(error == 0 || error == -EDEADLK);
    __atomic_fetch_add(error ? &results_deadlock : &results_0, 1, __ATOMIC_RELEASE);
    local_irq_restore(flags);
    return 0;
}

static void ring_of(unsigned int cpus, bool many)
{
    arrived = results_0 = results_deadlock = calls_made = 0;
    in_ring = cpus;
    ways_many = many;
    for (unsigned int cpu = 1; cpu < cpus; cpu++)
        work_on(cpu, call_next, NULL);
    call_next(NULL);
    for (unsigned int cpu = 1; cpu < cpus; cpu++)
        wait_until_idle(cpu);
    CHECK(results_0 == cpus - 1 && results_deadlock == 1);
    CHECK(calls_made == cpus - 1);
    check_all_work();
}

static void ring_of_two(void)
{
    ring_of(2, false);
}

static void ring_of_three(void)
{
    ring_of(3, false);
}

static void many_in_ring_of_two(void)
{
    ring_of(2, true);
}

static void many_in_ring_of_three(void)
{
    ring_of(3, true);
}

static const struct test_case cases[] = {
    {"arguments", arguments}, {"timeout", timeout},          {"deadlock", ring_of_two},
    {"ring", ring_of_three},  {"many", many_in_ring_of_two}, {"many-ring", many_in_ring_of_three},
};

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    RUN_CASE(1, cases);
    return 0;
}
