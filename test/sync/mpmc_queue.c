/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/irq.h>
#include <muster/mpmc_queue.h>
#include <muster/timer.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"
#include "wait.h"

/*
 * usage: sync-mpmc-queue TIMES [forestall]
 *
 * Every other CPU pushes TIMES items, the rest pop them, with and without waiting: each item comes
 * out once, and those of a producer in their order. Then a handler uses the queue together with its
 * program. forestall, only with instructions counted: the handler is faster each time.
 */

#define CAPACITY 8
#define IRQ 161
#define NS_PER_S UINT64_C(1000000000)

static struct rendezvous meeting;
static struct muster_mpmc_queue_cell cells[CAPACITY];
static struct muster_mpmc_queue queue;

/* An item: the CPU that has pushed it, and its number among that CPU's items, from 1 on. */
#define ITEM(producer, number) ((uint64_t)(producer) << 32 | (number))

static uint32_t popped_all, producers_left;
static uint64_t sum_pushed, sum_popped;
static uint64_t contents[NR_CPUS]; /* the producer's: its last number, before that is pushed */

static void push_all(unsigned int self, uint32_t times)
{
    uint64_t sum = 0;

    for (uint32_t number = 1; number <= times; number++) {
        __atomic_store_n(&contents[self], number, __ATOMIC_RELAXED);
        if (number % 2)
            CHECK(muster_mpmc_queue_push(&queue, ITEM(self, number), 60 * NS_PER_S) == 0);
        else
            wait_until(muster_mpmc_queue_trypush(&queue, ITEM(self, number)));
        sum += ITEM(self, number);
    }
    __atomic_add_fetch(&sum_pushed, sum, __ATOMIC_RELAXED);
    __atomic_sub_fetch(&producers_left, 1, __ATOMIC_RELEASE);
}

static void pop_all(uint32_t all)
{
    static DEFINE_PER_CPU_UNCOPIED(uint32_t, last[NR_CPUS]); /* of each producer */
    uint32_t *last_of = *this_cpu_ptr(&last);
    uint64_t item, sum = 0;

    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        last_of[cpu] = 0;
    for (uint32_t turn = 0; __atomic_load_n(&popped_all, __ATOMIC_RELAXED) < all; turn++) {
        int error = turn % 2 ? muster_mpmc_queue_pop(&queue, &item, NS_PER_S / 100) : 0;
        CHECK(error == 0 || error == -ETIMEDOUT);
        if (error || (turn % 2 == 0 && !muster_mpmc_queue_trypop(&queue, &item))) {
            cpu_relax();
            continue;
        }
        uint32_t producer = (uint32_t)(item >> 32), number = (uint32_t)item;
        CHECK(producer < nr_cpu_ids && number > last_of[producer]);
        CHECK(__atomic_load_n(&contents[producer], __ATOMIC_RELAXED) >= number);
        last_of[producer] = number;
        sum += item;
        __atomic_add_fetch(&popped_all, 1, __ATOMIC_RELAXED);
    }
    __atomic_add_fetch(&sum_popped, sum, __ATOMIC_RELAXED);
}

/* Uses the queue on one CPU alone: to both limits, again and again round the ring. */
static void check_limits(void)
{
    uint64_t item;

    CHECK(muster_mpmc_queue_init(&queue, cells, 0) == -EINVAL);
    CHECK(muster_mpmc_queue_init(&queue, cells, 1) == -EINVAL);
    CHECK(muster_mpmc_queue_init(&queue, cells, 6) == -EINVAL);
    CHECK(muster_mpmc_queue_init(&queue, NULL, CAPACITY) == -EINVAL);
    CHECK(muster_mpmc_queue_init(NULL, cells, CAPACITY) == -EINVAL);
    CHECK(muster_mpmc_queue_init(&queue, cells, CAPACITY) == 0);
    for (uint64_t base = 0; base < 5 * CAPACITY; base += 5) {
        CHECK(!muster_mpmc_queue_trypop(&queue, &item));
        CHECK(muster_mpmc_queue_pop(&queue, &item, 1000) == -ETIMEDOUT);
        for (uint64_t i = 0; i < CAPACITY; i++)
            CHECK(muster_mpmc_queue_trypush(&queue, base + i));
        CHECK(!muster_mpmc_queue_trypush(&queue, 0));
        CHECK(muster_mpmc_queue_push(&queue, 0, 1000) == -ETIMEDOUT);
        for (uint64_t i = 0; i < CAPACITY; i++)
            CHECK(muster_mpmc_queue_trypop(&queue, &item) && item == base + i);
    }
}

/* Checks positions that have wrapped round in the cells, but not yet in the queue. */
static void check_wrap(void)
{
    uint64_t item, start = UINT32_MAX - 3;

    queue.pushed = queue.popped = start;
    for (uint64_t i = 0; i < CAPACITY; i++)
        cells[(start + i) % CAPACITY].sequence = (uint32_t)(start + i);
    for (uint64_t i = 0; i < 3 * CAPACITY; i++) {
        CHECK(muster_mpmc_queue_trypush(&queue, i) && muster_mpmc_queue_trypush(&queue, ~i));
        CHECK(muster_mpmc_queue_trypop(&queue, &item) && item == i);
        CHECK(muster_mpmc_queue_trypop(&queue, &item) && item == ~i);
        CHECK(!muster_mpmc_queue_trypop(&queue, &item));
    }
    CHECK(queue.pushed > UINT32_MAX);
}

/* ---- a handler that pushes, a program that waits --------------------------------------------- */

static bool push_in_handler(unsigned int irq, void *argument)
{
    static uint64_t next;

    (void)irq;
    (void)argument;
    CHECK(muster_mpmc_queue_trypush(&queue, ++next));
    return true;
}

static void pop_what_handler_pushes(void)
{
    const uint64_t rounds = 300;
    uint64_t item;

    CHECK(muster_irq_request(IRQ, push_in_handler, NULL, "queue") == 0);
    for (uint64_t round = 1; round <= rounds; round++) {
        CHECK(muster_irq_raise(IRQ) == 0);
        CHECK(muster_mpmc_queue_pop(&queue, &item, 10 * NS_PER_S) == 0 && item == round);
    }
}

/* ---- a handler that is faster each time ------------------------------------------------------ */

#define FORESTALL_EVERY_NS 10000
#define FORESTALL_TIMES 1000
static uint32_t forestalled; /* the handler's */

/* Leaves the queue as full, or as empty, as before, with another cell next: the waiting CPU is
 * woken. */
static void forestall(struct muster_timer *timer)
{
    bool *is_full = timer->argument;
    uint64_t item;

    if (*is_full)
        CHECK(muster_mpmc_queue_trypop(&queue, &item) && muster_mpmc_queue_trypush(&queue, item));
    else
        CHECK(muster_mpmc_queue_trypush(&queue, 1) && muster_mpmc_queue_trypop(&queue, &item));
    if (++forestalled < FORESTALL_TIMES)
        CHECK(muster_timer_start(timer, FORESTALL_EVERY_NS) == 0);
}

/* The time-out ends that. */
static void wait_in_vain(bool is_full)
{
    struct muster_timer timer = MUSTER_TIMER_INIT(forestall, &is_full);
    const uint64_t timeout_ns = NS_PER_S / 1000;
    uint64_t item;

    forestalled = 0;
    while (is_full && muster_mpmc_queue_trypush(&queue, 1))
        ;
    uint64_t start_ns = muster_clock_ns();
    CHECK(muster_timer_start(&timer, FORESTALL_EVERY_NS) == 0);
    CHECK((is_full ? muster_mpmc_queue_push(&queue, 1, timeout_ns)
                   : muster_mpmc_queue_pop(&queue, &item, timeout_ns)) == -ETIMEDOUT);
    CHECK(muster_clock_ns() - start_ns >= timeout_ns);
    muster_timer_cancel(&timer);
    CHECK(forestalled > 1 && forestalled < FORESTALL_TIMES);
}

int app_main_percpu(unsigned int cpu)
{
    uint32_t times = (uint32_t)arg_number(1), producers = nr_cpu_ids / 2;

    if (cpu == 0) {
        check_limits();
        check_wrap();
        CHECK(muster_mpmc_queue_init(&queue, cells, CAPACITY) == 0);
        producers_left = producers;
    }
    rendezvous(&meeting);
    if (cpu % 2)
        push_all(cpu, times);
    else
        pop_all(producers * times);
    rendezvous(&meeting);
    CHECK(producers_left == 0 && popped_all == producers * times && sum_pushed == sum_popped);
    rendezvous(&meeting);
    if (cpu != 0)
        return 0;
    pop_what_handler_pushes();
    if (muster_app_args()->argc > 2 && arg_is(2, "forestall")) {
        wait_in_vain(false);
        wait_in_vain(true);
    }
    return 0;
}
