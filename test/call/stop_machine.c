/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/irq.h>
#include <muster/smp_call.h>

#include "args.h"
#include "check.h"
#include "mask.h"
#include "work.h"

/*
 * usage: call-stop-machine works|late
 *
 * muster_stop_machine() from CPU 0 of four: nothing else runs meanwhile. late: with a CPU that does
 * not come.
 */

static uint32_t is_over;
static uint64_t steps[NR_CPUS]; /* each by its CPU, all the time */

static int step(void *unused)
{
    uint64_t *mine = &steps[smp_processor_id()];

    (void)unused;
    while (!smp_load_acquire(&is_over)) {
        __atomic_store_n(mine, *mine + 1, __ATOMIC_RELAXED);
        cpu_relax();
    }
    return 0;
}

static uint64_t steps_of(unsigned int cpu)
{
    return __atomic_load_n(&steps[cpu], __ATOMIC_RELAXED);
}

static void start_steps(void)
{
    is_over = 0;
    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++)
        work_on(cpu, step, NULL);
    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++) {
        uint64_t before = steps_of(cpu);
        wait_until(steps_of(cpu) != before);
    }
}

static void end_steps(void)
{
    smp_store_release(&is_over, 1);
    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++)
        if (cpu_online(cpu))
            wait_until_idle(cpu);
}

/* ---- all, some, and what it returns ---------------------------------------------------------- */

static void check_context(void)
{
    CHECK(smp_processor_id() == 0 && irqs_disabled() && !muster_in_irq());
}

/* Runs while the machine is stopped: checks that no CPU makes a step. */
static int check_standstill(void *unused)
{
    uint64_t before[NR_CPUS];

    (void)unused;
    check_context();
    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++)
        before[cpu] = steps_of(cpu);
    wait_us(2000);
    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++)
        CHECK(steps_of(cpu) == before[cpu]);
    return 42;
}

/* Runs while CPUs 1 and 2 are stopped: checks that these stand still and CPU 3 goes on. */
static int check_some(void *unused)
{
    uint64_t first = steps_of(1), second = steps_of(2), third = steps_of(3);

    (void)unused;
    check_context();
    wait_until(steps_of(3) >= third + 10);
    CHECK(steps_of(1) == first && steps_of(2) == second);
    return -1000;
}

static int run_alone(void *unused)
{
    (void)unused;
    check_context();
    return 7;
}

static void check_goes_on(void)
{
    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++) {
        uint64_t before = steps_of(cpu);
        wait_until(!cpu_online(cpu) || steps_of(cpu) != before);
    }
    CHECK(!irqs_disabled());
}

static void check_runs(void)
{
    struct cpumask two = mask_of_two(1, 2), own;

    for (unsigned int i = 0; i < 5; i++)
        CHECK(muster_stop_machine(check_standstill, NULL, NULL) == 42);
    check_goes_on();
    CHECK(muster_stop_machine(check_some, NULL, &two) == -1000);
    cpumask_set_cpu(0, &two);
    CHECK(muster_stop_machine(check_some, NULL, &two) == -1000);
    check_goes_on();
    cpumask_clear(&own);
    cpumask_set_cpu(0, &own);
    CHECK(muster_stop_machine(run_alone, NULL, &own) == 7);
    cpumask_clear(&own);
    CHECK(muster_stop_machine(run_alone, NULL, &own) == 7);
}

/* ---- errors ---------------------------------------------------------------------------------- */

static int never(void *unused)
{
    (void)unused;
    CHECK(!"the function of a call that fails is run");
    return 0;
}

static uint32_t first_is_in, second_has_tried;

static int try_as_second(void *unused)
{
    (void)unused;
    wait_for(&first_is_in, 1);
    CHECK(muster_stop_machine(never, NULL, NULL) == -EBUSY);
    smp_store_release(&second_has_tried, 1);
    return 0;
}

static int wait_for_second(void *unused)
{
    (void)unused;
    check_context();
    smp_store_release(&first_is_in, 1);
    wait_for(&second_has_tried, 1);
    return 0;
}

static void check_errors(void)
{
    struct cpumask two = mask_of_two(1, 2);
    uint64_t flags;

    CHECK(muster_stop_machine(NULL, NULL, NULL) == -EINVAL);
    local_irq_save(flags);
    CHECK(muster_stop_machine(never, NULL, NULL) == -EDEADLK);
    local_irq_restore(flags);
    work_on(3, try_as_second, NULL);
    CHECK(muster_stop_machine(wait_for_second, NULL, &two) == 0);
    wait_until_idle(3);
}

static void check_hotplug(void)
{
    struct cpumask two = mask_of_two(1, 2);

    CHECK(cpu_down(2) == 0);
    CHECK(muster_stop_machine(never, NULL, &two) == -ENXIO);
    CHECK(muster_stop_machine(check_standstill, NULL, NULL) == 42);
    CHECK(cpu_up(2) == 0);
    for (unsigned int i = 0; i < 6; i++) {
        CHECK(cpu_down(1 + i % 3) == 0);
        CHECK(muster_stop_machine(check_standstill, NULL, NULL) == 42);
        CHECK(cpu_up(1 + i % 3) == 0);
        CHECK(muster_stop_machine(check_standstill, NULL, NULL) == 42);
    }
}

static void works(void)
{
    start_steps();
    check_runs();
    end_steps();
    check_errors();
    check_hotplug();
    start_steps();
    check_runs();
    end_steps();
}

/* ---- a CPU that does not come ---------------------------------------------------------------- */

static uint32_t is_deaf, may_hear;

static int be_deaf(void *unused)
{
    uint64_t flags;

    (void)unused;
    local_irq_save(flags);
    smp_store_release(&is_deaf, 1);
    wait_for(&may_hear, 1);
    local_irq_restore(flags);
    return 0;
}

static void late(void)
{
    work_on(2, be_deaf, NULL);
    wait_for(&is_deaf, 1);
    CHECK(muster_stop_machine(never, NULL, NULL) == -ETIMEDOUT);
    smp_store_release(&may_hear, 1);
    wait_until_idle(2);
    start_steps();
    check_runs();
    end_steps();
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu == 0)
        arg_is(1, "late") ? late() : works();
    return 0;
}
