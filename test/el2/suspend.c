/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include <muster/app.h>
#include <muster/idle.h>
#include <muster/irq.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/timer.h>

#include "check.h"
#include "rendezvous.h"
#include "wait.h"

/*
 * usage: el2-e2h-suspend (below a firmware that loses the context of a CPU in a power-down state)
 *
 * Each CPU goes into a power-down state and comes back through EL2, as at its start. Its timer and
 * its FP registers work as before.
 */

#define POWER_DOWN_STATE (1u << 16)
#define TIMES 3
#define SLEEP_NS 5000000

static DEFINE_PER_CPU(uint32_t, rings);

static void ring(struct muster_timer *timer)
{
    __atomic_fetch_add((uint32_t *)timer->argument, 1, __ATOMIC_RELEASE);
}

static int halve(volatile double value)
{
    return (int)(value / 2);
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous before;
    uint32_t *mine = this_cpu_ptr(&rings);
    struct muster_timer timer = MUSTER_TIMER_INIT(ring, mine);

    rendezvous(&before);
    for (uint32_t time = 1; time <= TIMES; time++) {
        /* Masked: an interrupt that comes before the CPU sleeps stays pending, and ends it. */
        local_irq_disable();
        CHECK(muster_timer_start(&timer, SLEEP_NS) == 0);
        CHECK(muster_cpu_suspend(POWER_DOWN_STATE) == 0);
        local_irq_enable();
        wait_until(__atomic_load_n(mine, __ATOMIC_ACQUIRE) == time);
        CHECK(smp_processor_id() == cpu && halve(2 * (int)time) == (int)time);
    }
    return 0;
}
