/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TIME_TIMER_DEVICE_H
#define MUSTER_RUNTIME_TIME_TIMER_DEVICE_H

#include <stdbool.h>

#include <muster/irq.h>
#include <muster/linkage.h>

/* The CPUs' timers in the device tree. */

struct fdt_scan;

/* The `compatible` of the CPUs' timers (Linux
 * Documentation/devicetree/bindings/timer/arm,arch_timer.yaml). */
#define TIMER_COMPATIBLE "arm,armv8-timer"

/* Returns the interrupt number of the timer that arch_timer_set() sets, and stores the trigger that
 * the tree states; or returns a negative errno, after a message on the console. */
int timer_device_irq(const struct fdt_scan *scan, enum muster_irq_trigger *trigger)
    MUSTER_LINK_NAME(timer_device_irq);

/* Fires the calling CPU's timer, and returns true if interrupt @p irq comes: its handler stops the
 * timer, since no software timer is pending. Otherwise prints the number, which the device tree has
 * wrong. Interrupts are enabled. */
bool timer_device_interrupts(unsigned int irq) MUSTER_LINK_NAME(timer_device_interrupts);

#endif
