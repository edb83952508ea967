/* SPDX-License-Identifier: MIT */
#include <muster/mpmc_queue.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/semaphore.h>

#include "measure.h"

/* Measures what CPU 0 and CPU 1 do with each other, while all others are idle. */

/* The number of the last turn: an even one is CPU 0's. In a line of its own. */
static struct {
    uint32_t turn;
} __attribute__((aligned(MUSTER_CACHE_LINE_BYTES))) ball;

static void ping_pong(unsigned int cpu, uint32_t turns)
{
    for (uint32_t turn = cpu; turn < turns; turn += 2) {
        while (smp_load_acquire(&ball.turn) != turn)
            cpu_relax();
        smp_store_release(&ball.turn, turn + 1);
    }
}

/* The longest wait of a CPU for the other one. */
#define MOST_WAIT_NS UINT64_C(60000000000)

/* Units for the two CPUs: each takes from its own semaphore, and gives to the other's. */
static DEFINE_MUSTER_SEMAPHORE(to_cpu0, 0);
static DEFINE_MUSTER_SEMAPHORE(to_cpu1, 0);

static void give_to(unsigned int cpu)
{
    muster_semaphore_up(cpu == 0 ? &to_cpu0 : &to_cpu1);
}

static void take(unsigned int cpu)
{
    if (muster_semaphore_down(cpu == 0 ? &to_cpu0 : &to_cpu1, MOST_WAIT_NS) != 0)
        must_be("semaphore_hand_over", 0, 1);
}

/* Waits until the two CPUs are together again. */
static void meet(unsigned int cpu)
{
    give_to(!cpu);
    take(cpu);
}

static void hand_over(unsigned int cpu)
{
    LOOP({
        if (cpu == 0)
            give_to(1);
        take(cpu);
        if (cpu == 1)
            give_to(0);
    })
}

#define QUEUED 16u

static struct muster_mpmc_queue queue;

/* CPU 0 pushes what CPU 1 pops; @return the sum of the latter on CPU 1. */
static uint64_t pass(unsigned int cpu)
{
    uint64_t item, sum = 0;

    LOOP({
        if (cpu == 0)
            muster_mpmc_queue_push(&queue, loop_round, MOST_WAIT_NS);
        else if (muster_mpmc_queue_pop(&queue, &item, MOST_WAIT_NS) == 0)
            sum += item;
    })
    return sum;
}

void measure_pair(unsigned int cpu)
{
    static struct muster_mpmc_queue_cell cells[QUEUED];
    uint64_t ticks[4];

    if (cpu == 0)
        must_be("mpmc_hand_over", (uint64_t)muster_mpmc_queue_init(&queue, cells, QUEUED), 0);
    meet(cpu);
    ticks[0] = muster_counter();
    ping_pong(cpu, 2 * rounds);
    meet(cpu);
    ticks[1] = muster_counter();
    hand_over(cpu);
    meet(cpu);
    ticks[2] = muster_counter();
    const uint64_t sum = pass(cpu);
    meet(cpu);
    ticks[3] = muster_counter();
    if (cpu == 1)
        must_be("mpmc_hand_over", sum, (uint64_t)rounds * (rounds - 1) / 2);
    if (cpu != 0)
        return;
    print_figure("ping_pong", ticks[1] - ticks[0], 0, rounds);
    print_figure("semaphore_hand_over", ticks[2] - ticks[1], 0, 2 * (uint64_t)rounds);
    print_figure("mpmc_hand_over", ticks[3] - ticks[2], 0, rounds);
}
