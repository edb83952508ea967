/* SPDX-License-Identifier: MIT */
#include "idle/sleep.h"

#include <stddef.h>

#include <muster/clock.h>
#include <muster/irq.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/timer.h>

#include "cpu/percpu_areas.h"
#include "idle/idle.h"

/* Sleeping until a time, with a timer to wake the CPU. */

/* When this CPU's sleep ends, on muster_clock_ns(). A CPU has one such sleep at most: a caller with
 * interrupts masked spins instead. */
static DEFINE_PER_CPU_UNCOPIED(uint64_t, wake_ns);

static bool is_time(unsigned int cpu)
{
    (void)cpu;
    return muster_clock_ns() >= this_cpu_read(wake_ns);
}

/* Does nothing: the timer's interrupt itself has woken the CPU. */
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
    muster_timer_cancel(&timer); /* the clock may reach the deadline before the interrupt comes */
}
