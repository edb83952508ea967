/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/cmdline.h>
#include <muster/idle.h>
#include <muster/irq.h>
#include <muster/machine.h>
#include <muster/order.h>
#include <muster/timer.h>

#include "pl031.h"

/*
 * usage: alarm [SECONDS [reset]]
 *
 * Sets the alarm of the machine's real-time clock, and sleeps until it rings. It shows a driver in
 * an application: the device tree says where the device is, its interrupt has a handler, and a lock
 * is shared with the handler. With `reset` the alarm resets the machine.
 */

#define PATIENCE_S 10u
#define MOST_SECONDS 86400u
#define STANDBY_POWER_STATE 0u
#define WARM_RESET 0u
#define DRAIN_MS 5u /* for 64 bytes in a serial port of 115200 baud */

static struct pl031 alarm_clock;

static void be_late(struct muster_timer *timer)
{
    __atomic_store_n((bool *)timer->argument, true, __ATOMIC_RELAXED);
}

/*
 * Sleeps until the alarm has rung, and returns true; false if that takes too long. Interrupts are
 * masked from the look at the alarm until the CPU sleeps. Otherwise the alarm could ring in
 * between, and nothing would end the sleep.
 */
static bool sleep_until_it_rings(unsigned int seconds)
{
    bool is_late = false;
    struct muster_timer guard = MUSTER_TIMER_INIT(be_late, &is_late);

    if (muster_timer_start(&guard, (seconds + PATIENCE_S) * UINT64_C(1000000000)))
        return false;
    local_irq_disable();
    while (!pl031_has_rung(&alarm_clock) && !__atomic_load_n(&is_late, __ATOMIC_RELAXED)) {
        (void)muster_cpu_standby(STANDBY_POWER_STATE); /* without it the CPU waits busily */
        local_irq_enable();                            /* the handlers are called here */
        cpu_relax();
        local_irq_disable();
    }
    local_irq_enable();
    muster_timer_cancel_sync(&guard);
    return pl031_has_rung(&alarm_clock);
}

/* Resets the machine, warm if its firmware can do that. Returns only after an error. */
static int reset_machine(void)
{
    printf("The machine is reset now.\n");
    mdelay(DRAIN_MS);
    int error = muster_system_reset2(WARM_RESET, 0);
    printf("no warm reset: %s\n",
           error == -EOPNOTSUPP ? "the firmware does not have that" : strerror(-error));
    mdelay(DRAIN_MS);
    error = muster_system_reset();
    printf("no reset: %s\n", strerror(-error));
    return error;
}

int app_main_percpu(unsigned int cpu)
{
    const struct muster_args *args = muster_app_args();
    unsigned int seconds = 1;

    if (cpu != 0)
        return 0;
    if (args->argc > 1 && (muster_parse_u32(args->argv[1], MOST_SECONDS, &seconds) || !seconds)) {
        printf("alarm: \"%s\" is no number of seconds from 1 to %u\n", args->argv[1], MOST_SECONDS);
        return 1;
    }
    int error = pl031_begin(&alarm_clock);
    if (error) {
        printf("alarm: no clock to set: %s\n", strerror(-error));
        return error == -ENOENT ? 0 : 1;
    }
    uint64_t start_ns = muster_clock_ns();
    pl031_set_alarm(&alarm_clock, seconds);
    bool has_rung = sleep_until_it_rings(seconds);
    error = pl031_end(&alarm_clock);
    if (!has_rung || error) {
        printf("alarm: it has not rung within %u s\n", seconds + PATIENCE_S);
        return 1;
    }
    printf("The alarm of %u s rang after %llu ms.\n", seconds,
           (unsigned long long)(alarm_clock.rang_ns - start_ns) / 1000000);
    return args->argc > 2 && strcmp(args->argv[2], "reset") == 0 && reset_machine();
}
