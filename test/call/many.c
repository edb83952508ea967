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
#include "rendezvous.h"
#include "wait.h"

/*
 * usage: call-many CALLS
 *
 * All CPUs call each other at once, CALLS times each, in all ways and with masks by chance: every
 * call is made exactly once, and those of one kind between two CPUs in their order. Then calls from
 * within calls.
 */

static struct rendezvous meeting;

/* ---- everybody calls everybody --------------------------------------------------------------- */

/* Calls by caller and called CPU: the called CPU counts what it got, the caller what it sent. */
static uint32_t *taken, *sent;

static uint32_t *count_of(uint32_t *table, unsigned int from, unsigned int to)
{
    return &table[from * nr_cpu_ids + to];
}

static void take(void *info)
{
    unsigned int from = (unsigned int)(uintptr_t)info;

    ++*count_of(taken, from, smp_processor_id());
}

static void take_random_mask(struct cpumask *mask, uint32_t *random)
{
    cpumask_clear(mask);
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        if (random_next(random) % 2)
            cpumask_set_cpu(cpu, mask);
}

static void call_some(unsigned int self, uint32_t *random, bool wait)
{
    struct cpumask mask;
    unsigned int cpu;

    take_random_mask(&mask, random);
    CHECK(smp_call_function_many(&mask, take, (void *)(uintptr_t)self, wait) == 0);
    for_each_cpu (cpu, &mask)
        if (cpu != self)
            ++*count_of(sent, self, cpu);
}

static void call_all(unsigned int self, bool wait)
{
    CHECK(on_each_cpu(take, (void *)(uintptr_t)self, wait) == 0);
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        ++*count_of(sent, self, cpu);
}

static void call_one(unsigned int self, uint32_t *random, bool wait)
{
    unsigned int cpu = random_next(random) % nr_cpu_ids;

    CHECK(smp_call_function_single(cpu, take, (void *)(uintptr_t)self, wait) == 0);
    ++*count_of(sent, self, cpu);
}

static void call_async(unsigned int self, uint32_t *random)
{
    static call_single_data_t calls[NR_CPUS];
    call_single_data_t *call = &calls[self];
    unsigned int cpu = random_next(random) % nr_cpu_ids;
    int error;

    if (!call->func)
        *call = (call_single_data_t){.func = take, .info = (void *)(uintptr_t)self};
    wait_until((error = smp_call_function_single_async(cpu, call)) != -EBUSY);
    CHECK(error == 0);
    ++*count_of(sent, self, cpu);
}

static void call_in_some_way(unsigned int self, uint32_t *random)
{
    bool wait = random_next(random) % 2;

    switch (random_next(random) % 8) {
    case 0:
        return call_all(self, wait);
    case 1:
    case 2:
        return call_async(self, random);
    case 3:
    case 4:
    case 5:
        return call_one(self, random, wait);
    default:
        return call_some(self, random, wait);
    }
}

/* Waits until all calls that this CPU sent without waiting have been taken. Then none is missing,
 * and none may come after the rendezvous. */
static void wait_until_taken(unsigned int self)
{
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        wait_for(count_of(taken, self, cpu), *count_of(sent, self, cpu));
}

static void everybody_calls(unsigned int self)
{
    uint32_t random = self + 1;

    for (unsigned long i = 0; i < arg_number(1); i++)
        call_in_some_way(self, &random);
    wait_until_taken(self);
    rendezvous(&meeting);
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        CHECK(*count_of(taken, self, cpu) == *count_of(sent, self, cpu));
}

/* ---- order ----------------------------------------------------------------------------------- */

#define IN_A_ROW 32

/* Written by the called CPU. Each kind of call has an order of its own. */
static uint32_t last_waited[NR_CPUS], last_unwaited[NR_CPUS], last_async[NR_CPUS];

static void take_next(uint32_t *last, void *info)
{
    uint32_t number = (uint32_t)(uintptr_t)info;

    CHECK(number == *last + 1);
    smp_store_release(last, number);
}

static void take_waited(void *info)
{
    take_next(&last_waited[smp_processor_id()], info);
}

static void take_unwaited(void *info)
{
    take_next(&last_unwaited[smp_processor_id()], info);
}

static void take_async(void *info)
{
    take_next(&last_async[smp_processor_id()], info);
}

/* Each CPU calls its neighbour. */
static void check_order(unsigned int self)
{
    static call_single_data_t calls[NR_CPUS][IN_A_ROW];
    unsigned int to = (self + 1) % nr_cpu_ids;
    uint32_t waited = 0, unwaited = 0;

    for (uint32_t number = 1; number <= arg_number(1); number++) {
        call_single_data_t *call = &calls[self][number % IN_A_ROW];
        if (number > IN_A_ROW)
            wait_for(&last_async[to], number - IN_A_ROW);
        call->func = take_async;
        call->info = (void *)(uintptr_t)number;
        CHECK(smp_call_function_single_async(to, call) == 0);
        if (number % 4 == 0)
            CHECK(smp_call_function_single(to, take_waited, (void *)(uintptr_t)++waited, true) ==
                  0);
        else if (number % 4 == 2)
            CHECK(smp_call_function_single(to, take_unwaited, (void *)(uintptr_t)++unwaited,
                                           false) == 0);
    }
    wait_for(&last_async[to], (uint32_t)arg_number(1));
    wait_for(&last_unwaited[to], unwaited);
    CHECK(last_waited[to] == waited);
    rendezvous(&meeting);
}

/* ---- calls from within calls ----------------------------------------------------------------- */

static uint32_t deaf, may_hear, nested, is_over;

static void be_nested(void *unused)
{
    (void)unused;
    CHECK(muster_in_irq() || smp_processor_id() == 0);
    __atomic_fetch_add(&nested, 1, __ATOMIC_RELEASE);
}

static int never_run(void *unused)
{
    (void)unused;
    CHECK(!"a machine is stopped from within a call");
    return 0;
}

/* Runs in a call on CPU 1, while CPU 0 takes no calls. */
static void call_from_within(void *unused)
{
    static call_single_data_t call = {.func = be_nested}, own_call = {.func = be_nested};
    struct cpumask zero;

    (void)unused;
    cpumask_clear(&zero);
    cpumask_set_cpu(0, &zero);
    CHECK(smp_call_function_single(0, be_nested, NULL, true) == -EDEADLK);
    CHECK(smp_call_function_many(&zero, be_nested, NULL, true) == -EDEADLK);
    CHECK(on_each_cpu(be_nested, NULL, true) == -EDEADLK);
    CHECK(muster_stop_machine(never_run, NULL, NULL) == -EDEADLK);
    CHECK(smp_call_function_single(0, be_nested, NULL, false) == 0);
    CHECK(smp_call_function_single(0, be_nested, NULL, false) == -EBUSY);
    CHECK(smp_call_function_many(&zero, be_nested, NULL, false) == -EBUSY);
    CHECK(on_each_cpu(be_nested, NULL, false) == -EBUSY);
    CHECK(smp_call_function_single_async(0, &call) == 0);
    CHECK(smp_call_function_single_async(0, &call) == -EBUSY);
    CHECK(smp_load_acquire(&nested) == 0);
    CHECK(smp_call_function_single_async(1, &own_call) == 0);
    CHECK(smp_call_function_single(1, be_nested, NULL, true) == 0); /* itself: no wait */
    CHECK(smp_load_acquire(&nested) == 2);
    smp_store_release(&may_hear, 1);
}

static void check_nesting(unsigned int self)
{
    uint64_t flags;

    if (self == 0) {
        local_irq_save(flags);
        smp_store_release(&deaf, 1);
        wait_for(&may_hear, 1);
        local_irq_restore(flags);
        wait_for(&nested, 4);
        smp_store_release(&is_over, 1);
    } else if (self == 2) {
        wait_long_until(smp_load_acquire(&deaf));
        CHECK(smp_call_function_single(1, call_from_within, NULL, true) == 0);
    }
    wait_long_until(smp_load_acquire(&is_over));
    CHECK(nested == 4);
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu == 0) {
        taken = calloc((size_t)nr_cpu_ids * nr_cpu_ids, sizeof(*taken));
        sent = calloc((size_t)nr_cpu_ids * nr_cpu_ids, sizeof(*sent));
        CHECK(taken && sent);
    }
    rendezvous(&meeting);
    everybody_calls(cpu);
    check_order(cpu);
    if (nr_cpu_ids > 2)
        check_nesting(cpu);
    return 0;
}
