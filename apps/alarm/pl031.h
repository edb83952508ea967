/* SPDX-License-Identifier: MIT */
#ifndef ALARM_PL031_H
#define ALARM_PL031_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/spinlock.h>

/* The driver of PL031, a real-time clock with an alarm. */

struct pl031 {
    uintptr_t base; /* of its registers */
    unsigned int irq;
    spinlock_t lock; /* of the alarm's registers and of what follows; the handler takes it */
    bool is_set;
    uint64_t rang_ns; /* when the alarm rang last, as of muster_clock_ns(); 0: not yet */
};

/* Finds the clock in the device tree, maps its registers and requests its interrupt. Returns 0 or a
 * negative errno: -ENOENT if there is no such clock. */
int pl031_begin(struct pl031 *clock);

/* Sets the alarm. @p seconds: 1 or more. It rings up to a second earlier, as the clock has only
 * seconds. */
void pl031_set_alarm(struct pl031 *clock, uint32_t seconds);

/* Returns true if the alarm has rung since it was set. */
bool pl031_has_rung(struct pl031 *clock);

/* Withdraws the alarm, and gives the interrupt back. Returns 0 or a negative errno. */
int pl031_end(struct pl031 *clock);

#endif
