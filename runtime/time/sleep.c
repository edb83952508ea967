/* SPDX-License-Identifier: MIT */
#include "time/sleep.h"

#include <stddef.h>

#include <muster/irq.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/timer.h>

#include "cpu/percpu.h"
#include "idle/idle.h"

/* When the CPU's sleeper wants to go on: the CPU's own, and it has one at most, for a sleep with
 * interrupts masked does not come here. */
static DEFINE_PER_CPU_UNCOPIED(uint64_t, wake_ns);

static bool is_time(unsigned int cpu)
{
    (void)cpu;
    return muster_clock_ns() >= this_cpu_read(wake_ns);
}

/* The interrupt has woken the CPU: that was all. */
static void wake_up(struct muster_timer *timer)
{
    (void)timer;
}

void sleep_until(uint64_t deadline_ns)
{
    struct muster_timer timer = MUSTER_TIMER_INIT(wake_up, NULL);

    if (irqs_disabled() || muster_timer_start_at(&timer, deadline_ns) != 0) {
        while (muster_clock_ns() < deadline_ns)
            cpu_relax();
        return;
    }
    this_cpu_write(wake_ns, deadline_ns);
    cpu_idle_until(is_time);
    muster_timer_cancel(&timer); /* the clock may be there before the interrupt is */
}
