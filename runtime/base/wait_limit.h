/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_WAIT_LIMIT_H
#define MUSTER_RUNTIME_WAIT_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/order.h>

#include "base/clock.h"
#include "base/ticks.h"

/*
 * Limits of the waits of programs: how long a CPU may wait for what the program does on another
 * CPU. The command line sets them, in milliseconds; each is NO_WAIT_LIMIT without its option, since
 * a correct program may take any time. (The runtime's handshakes with firmware and other CPUs have
 * limits of their own.)
 */
#define NO_WAIT_LIMIT 0u

/* Returns true if a wait that began at @p start_ticks has lasted @p ticks. Then the caller looks
 * once more at what it waits for, before it gives up: an emulator may have stopped the CPU between
 * its last look and this reading of the clock, and what came meanwhile came in time. */
static inline bool wait_is_late(uint64_t start_ticks, uint64_t ticks)
{
    if (!counter_has_passed(start_ticks, ticks))
        return false;
    smp_rmb(); /* read the clock, then look once more; partner: the release store of the change */
    return true;
}

/* Returns true if there is a limit, and the wait that began at @p start_ticks has reached it. The
 * caller looks once more, as after wait_is_late(). */
static inline bool wait_limit_is_reached(uint64_t start_ticks, uint32_t limit_ms)
{
    return limit_ms != NO_WAIT_LIMIT && wait_is_late(start_ticks, clock_ticks_of_ms(limit_ms));
}

/* Returns the limit as a time-out in nanoseconds; UINT64_MAX, for ever, if there is none. */
static inline uint64_t wait_limit_ns(uint32_t limit_ms)
{
    const uint64_t ns_per_ms = 1000000;

    return limit_ms == NO_WAIT_LIMIT ? UINT64_MAX : limit_ms * ns_per_ms;
}

#endif
