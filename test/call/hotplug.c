/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/irq.h>
#include <muster/smp_call.h>

#include "args.h"
#include "check.h"
#include "random.h"
#include "work.h"

/*
 * usage: call-hotplug CALLS SEED
 *
 * All CPUs make cross calls in all ways, with masks by chance, CALLS in all, while CPU 0 takes all
 * CPUs except itself and CPU 1 down and brings them up again. A call that returned 0 is made
 * exactly once on each of its CPUs. A call that returned -ENXIO is not made on a CPU that is off.
 */

#define MAX_CPUS 16

static uint32_t calls_max, calls_given; /* a call's number is what calls_given was */

/* By a call's number. */
static uint16_t *made_on; /* the CPUs on which it was made */
static struct expected {
    uint16_t at_least, at_most;
} * expected; /* on which it has to be */

static void make(void *info)
{
    uintptr_t number = (uintptr_t)info;
    uint16_t bit = (uint16_t)(1u << smp_processor_id());

    CHECK(irqs_disabled());
    CHECK(!(__atomic_fetch_or(&made_on[number], bit, __ATOMIC_RELEASE) & bit));
}

/* ---- the callers ----------------------------------------------------------------------------- */

static uint16_t stable_cpus(void)
{
    return 1u << 0 | 1u << 1;
}

static struct expected call_one(uint32_t number, uint32_t random, bool wait)
{
    unsigned int cpu = random % nr_cpu_ids;
    uint16_t bit = (uint16_t)(1u << cpu);
    int error = smp_call_function_single(cpu, make, (void *)(uintptr_t)number, wait);

    CHECK(error == 0 || (error == -ENXIO && !(bit & stable_cpus())));
    if (wait)
        CHECK(made_on[number] == (error ? 0 : bit));
    return error ? (struct expected){0, 0} : (struct expected){bit, bit};
}

static struct expected call_async(uint32_t number, uint32_t random)
{
    static call_single_data_t calls[MAX_CPUS];
    call_single_data_t *call = &calls[smp_processor_id()];
    unsigned int cpu = random % nr_cpu_ids;
    uint16_t bit = (uint16_t)(1u << cpu);

    wait_until(!__atomic_load_n(&call->state, __ATOMIC_ACQUIRE));
    call->func = make;
    call->info = (void *)(uintptr_t)number;
    int error = smp_call_function_single_async(cpu, call);
    CHECK(error == 0 || (error == -ENXIO && !(bit & stable_cpus())));
    return error ? (struct expected){0, 0} : (struct expected){bit, bit};
}

static struct expected call_many(uint32_t number, uint32_t random, bool wait)
{
    uint16_t wanted = (uint16_t)(random % (1u << nr_cpu_ids));
    uint16_t others = wanted & (uint16_t) ~(1u << smp_processor_id());
    struct cpumask mask;

    cpumask_clear(&mask);
    mask.bits[0] = wanted;
    int error = smp_call_function_many(&mask, make, (void *)(uintptr_t)number, wait);
    CHECK(error == 0 || (error == -ENXIO && (others & ~stable_cpus())));
    struct expected result = {error ? others & stable_cpus() : others, others};
    if (wait)
        CHECK((made_on[number] & result.at_least) == result.at_least);
    if (wait && error)
        CHECK(made_on[number] != others);
    return result;
}

static struct expected call_all(uint32_t number, bool wait)
{
    uint16_t self = (uint16_t)(1u << smp_processor_id());
    struct expected result = {stable_cpus() | self, (uint16_t)((1u << nr_cpu_ids) - 1)};

    CHECK(on_each_cpu(make, (void *)(uintptr_t)number, wait) == 0);
    if (wait)
        CHECK((made_on[number] & result.at_least) == result.at_least);
    return result;
}

static struct expected call_in_some_way(uint32_t number, uint32_t *random)
{
    uint32_t way = random_next(random) % 8, what = random_next(random);

    switch (way) {
    case 0:
        return call_all(number, what & 1);
    case 1:
        return call_async(number, what);
    case 2:
    case 3:
    case 4:
        return call_one(number, what, way != 2);
    default:
        return call_many(number, what, way != 5);
    }
}

/* Returns true if there was a call left to make. */
static bool make_a_call(uint32_t *random)
{
    uint32_t number = __atomic_fetch_add(&calls_given, 1, __ATOMIC_RELAXED);

    if (number >= calls_max)
        return false;
    expected[number] = call_in_some_way(number, random);
    return true;
}

static int make_calls(void *seed)
{
    uint32_t random = (uint32_t)(uintptr_t)seed + smp_processor_id();

    while (!muster_checkpoint() && make_a_call(&random))
        ;
    return 0;
}

/* ---- CPU 0 ----------------------------------------------------------------------------------- */

static void start(unsigned int cpu, uint32_t *random)
{
    work_on(cpu, make_calls, (void *)(uintptr_t)random_next(random));
}

static unsigned int cycle(uint32_t *random)
{
    unsigned int cycles = 0;

    while (make_a_call(random)) {
        unsigned int cpu = 2 + random_next(random) % (nr_cpu_ids - 2);
        if (cpu_online(cpu)) {
            CHECK(cpu_down(cpu) == 0);
            cycles++;
        } else {
            CHECK(cpu_up(cpu) == 0);
            start(cpu, random);
        }
    }
    return cycles;
}

static void end_all(void)
{
    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++) {
        if (!cpu_online(cpu))
            CHECK(cpu_up(cpu) == 0);
        wait_until_idle(cpu);
    }
    /* Calls without a wait are in front of this call, which is of the same kind. */
    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++)
        CHECK(smp_call_function_single(cpu, make, (void *)(uintptr_t)calls_max, true) == 0);
}

/* The last of this CPU's own calls may still be under way on another CPU. */
static void wait_until_made(uint32_t number)
{
    wait_until((__atomic_load_n(&made_on[number], __ATOMIC_ACQUIRE) & expected[number].at_least) ==
               expected[number].at_least);
}

static void check_calls(void)
{
    for (uint32_t number = 0; number < calls_max; number++) {
        wait_until_made(number);
        CHECK(!(made_on[number] & ~expected[number].at_most));
    }
}

int app_main_percpu(unsigned int cpu)
{
    uint32_t random = (uint32_t)arg_number(2);

    if (cpu != 0)
        return 0;
    CHECK(nr_cpu_ids > 2 && nr_cpu_ids <= MAX_CPUS);
    calls_max = (uint32_t)arg_number(1);
    made_on = calloc(calls_max + 1, sizeof(*made_on));
    expected = calloc(calls_max, sizeof(*expected));
    CHECK(made_on && expected);
    for (unsigned int other = 1; other < nr_cpu_ids; other++)
        start(other, &random);
    unsigned int cycles = cycle(&random);
    end_all();
    check_calls();
    console_printf("%u calls, %u times a CPU down\n", calls_max, cycles);
    return 0;
}
