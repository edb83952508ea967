/* SPDX-License-Identifier: MIT */
#include <muster/order.h>
#include <muster/percpu.h>

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

void measure_pair(unsigned int cpu)
{
    const uint32_t turns = 2 * rounds;
    uint64_t begin = muster_counter();

    ping_pong(cpu, turns);
    if (cpu != 0)
        return;
    while (smp_load_acquire(&ball.turn) != turns)
        cpu_relax();
    print_figure("ping_pong", muster_counter() - begin, 0, rounds);
}
