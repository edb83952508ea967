/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TIME_TIMER_H
#define MUSTER_RUNTIME_TIME_TIMER_H

#include <stdint.h>

#include <muster/linkage.h>

/* What the boot, the interrupt and hotplug call of the timers; <muster/timer.h> is the public
 * part. */

struct fdt_scan;

/* Sets up the timers, if the machine has an interrupt for them. The boot CPU calls this after
 * irqchip_init(). */
void timers_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(timers_init);

/* Calls the functions of the timers that are due on this CPU, and sets the timer interrupt to the
 * next deadline. In interrupt context. */
void timer_serve(void) MUSTER_LINK_NAME(timer_serve);

/* Moves the timers of this CPU to a CPU that is online. This CPU has left the online mask and
 * masked its interrupts. */
void timer_dying_cpu(unsigned int cpu) MUSTER_LINK_NAME(timer_dying_cpu);

/* Returns when the first timer of this CPU is due, in ticks since the boot; UINT64_MAX if the CPU
 * has no timer. Interrupts masked. */
uint64_t timer_next_deadline_ticks(void) MUSTER_LINK_NAME(timer_next_deadline_ticks);

#endif
