/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdint.h>

#include <muster/console.h>
#include <muster/irq.h>
#include <muster/smp_call.h>

#include "args.h"
#include "check.h"
#include "random.h"
#include "work.h"

/*
 * usage: call-pairs asleep|busy ROUNDS [SAMPLE SEED]
 *
 * One CPU after the other calls every other one, in each of the ways there are, and plays ROUNDS
 * rounds of ping-pong with it. The others sleep in the runtime, or spin in the application. With
 * SAMPLE only that many pairs are tried: random ones in a random order.
 */

static uint32_t turn; /* the CPU that has its turn when the others spin; nr_cpu_ids at the end */
static uint32_t pairs_done, random_state;

/* What a pair has done. Only the CPU that has its turn writes. */
struct pair {
    unsigned int from, to;
    uint32_t calls;       /* taken by `to` */
    uint32_t rounds_left; /* of ping-pong */
    uint32_t pongs;       /* taken by `from` */
    call_single_data_t ping, pong;
};

static void check_called_on(unsigned int cpu)
{
    CHECK(smp_processor_id() == cpu);
    CHECK(muster_in_irq());
    CHECK(irqs_disabled());
}

static void take_call(void *info)
{
    struct pair *pair = info;

    check_called_on(pair->to);
    smp_store_release(&pair->calls, pair->calls + 1);
}

static void take_ping(void *info)
{
    struct pair *pair = info;

    check_called_on(pair->to);
    CHECK(smp_call_function_single_async(pair->from, &pair->pong) == 0);
}

static void take_pong(void *info)
{
    struct pair *pair = info;

    check_called_on(pair->from);
    if (--pair->rounds_left)
        CHECK(smp_call_function_single_async(pair->to, &pair->ping) == 0);
    smp_store_release(&pair->pongs, pair->pongs + 1);
}

static void exchange(unsigned int to, uint32_t rounds)
{
    /* Not on a stack: another CPU may still read it after the caller has returned. */
    static struct pair pair;

    pair = (struct pair){.from = smp_processor_id(), .to = to, .rounds_left = rounds};
    pair.ping.func = take_ping;
    pair.pong.func = take_pong;
    pair.ping.info = pair.pong.info = &pair;

    CHECK(smp_call_function_single(to, take_call, &pair, true) == 0);
    CHECK(pair.calls == 1);
    CHECK(smp_call_function_single(to, take_call, &pair, false) == 0);
    wait_for(&pair.calls, 2);
    CHECK(smp_call_function_single_async(to, &pair.ping) == 0);
    wait_for(&pair.pongs, rounds);
    CHECK(pair.calls == 2 && pair.pongs == rounds && pair.rounds_left == 0);
    CHECK(!muster_in_irq() && !irqs_disabled());
}

static void exchange_with_all(unsigned int self)
{
    for (unsigned int to = 0; to < nr_cpu_ids; to++) {
        if (to == self)
            continue;
        exchange(to, (uint32_t)arg_number(2));
        pairs_done++;
    }
}

static int take_turn(void *unused)
{
    unsigned int self = smp_processor_id();

    (void)unused;
    exchange_with_all(self);
    if (self + 1 < nr_cpu_ids)
        work_on(self + 1, take_turn, NULL);
    else
        CHECK(pairs_done == nr_cpu_ids * (nr_cpu_ids - 1));
    return 0;
}

/* Plays with a random CPU, which then has its turn. */
static int take_random_turn(void *unused)
{
    unsigned int to, self = smp_processor_id();

    (void)unused;
    do {
        to = random_next(&random_state) % nr_cpu_ids;
    } while (to == self);
    exchange(to, (uint32_t)arg_number(2));
    if (++pairs_done < arg_number(3))
        work_on(to, take_random_turn, NULL);
    return 0;
}

static void spin_until_my_turn(unsigned int self)
{
    wait_long_until(smp_load_acquire(&turn) >= self);
    exchange_with_all(self);
    smp_store_release(&turn, self + 1);
    wait_long_until(smp_load_acquire(&turn) >= nr_cpu_ids);
    CHECK(pairs_done == nr_cpu_ids * (nr_cpu_ids - 1));
}

int app_main_percpu(unsigned int cpu)
{
    if (arg_is(1, "busy")) {
        spin_until_my_turn(cpu);
    } else if (cpu == 0 && muster_app_args()->argc > 3) {
        random_state = (uint32_t)arg_number(4);
        console_printf("seed %u\n", random_state);
        take_random_turn(NULL);
    } else if (cpu == 0) {
        take_turn(NULL);
    }
    return 0;
}
