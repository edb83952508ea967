/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_MACHINE_END_DRIVER_H
#define MUSTER_RUNTIME_MACHINE_END_DRIVER_H

#include <muster/order.h>

#include "base/clock.h"
#include "base/ticks.h"

/* The operations of a driver that turns the machine off or resets it (DRIVER_MACHINE_END). */

struct fdt_device;

/* In which order they are tried, as Linux has it: a register that is there for this, a line to a
 * chip, at last a watchdog. */
enum machine_end_rank {
    MACHINE_END_BY_REGISTER,
    MACHINE_END_BY_LINE,
    MACHINE_END_BY_WATCHDOG,
    MACHINE_END_RANKS
};

struct machine_end_driver {
    enum machine_end_rank rank;
    /* Turn the machine off, reset it. Come back, after a bounded time, if that has not helped.
     * NULL: not by such a device. */
    void (*turn_off)(const struct fdt_device *device);
    void (*reset)(const struct fdt_device *device);
};

/* How long a machine may need until its power is gone or its reset comes. */
#define MACHINE_END_TIMEOUT_MS 1000u
/* The longest time that a device tree may ask for between two steps. */
#define MACHINE_END_MAX_DELAY_MS 60000u

/* Waits @p ms, at most MACHINE_END_MAX_DELAY_MS. */
static inline void machine_end_wait(uint64_t ms)
{
    uint32_t bounded_ms = ms < MACHINE_END_MAX_DELAY_MS ? (uint32_t)ms : MACHINE_END_MAX_DELAY_MS;
    uint64_t start = counter_now();

    while (!counter_has_passed(start, clock_ticks_of_ms(bounded_ms)))
        cpu_relax();
}

#endif
