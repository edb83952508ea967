/* SPDX-License-Identifier: MIT */
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/semaphore.h>

#include "measure.h"

/* What CPU 0 and CPU 1 do with each other, while all others are idle. */

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

/* Units that come and go: each CPU takes from its own, and gives to the other's. */
static DEFINE_MUSTER_SEMAPHORE(to_cpu0, 0);
static DEFINE_MUSTER_SEMAPHORE(to_cpu1, 0);

static void hand_over(unsigned int cpu)
{
    LOOP({
        if (cpu == 0)
            muster_semaphore_up(&to_cpu1);
        muster_semaphore_down(cpu == 0 ? &to_cpu0 : &to_cpu1, UINT64_MAX);
        if (cpu == 1)
            muster_semaphore_up(&to_cpu0);
    })
}

void measure_pair(unsigned int cpu)
{
    const uint32_t turns = 2 * rounds;
    uint64_t begin = muster_counter();

    ping_pong(cpu, turns);
    while (smp_load_acquire(&ball.turn) != turns)
        cpu_relax();
    const uint64_t middle = muster_counter();
    hand_over(cpu);
    if (cpu != 0)
        return;
    print_figure("ping_pong", middle - begin, 0, rounds);
    print_figure("semaphore_hand_over", muster_counter() - middle, 0, 2 * (uint64_t)rounds);
}
