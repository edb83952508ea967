/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TIME_TIMER_H
#define MUSTER_RUNTIME_TIME_TIMER_H

#include <stdint.h>

#include <muster/linkage.h>

struct fdt_scan;

/* Makes the timers work, if the machine has an interrupt for them: on the boot CPU, behind
 * irqchip_init(). */
void timers_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(timers_init);

/* Runs what is due on this CPU, and sets its timer for the next; in interrupt context. */
void timer_serve(void) MUSTER_LINK_NAME(timer_serve);

/* Moves the timers of this CPU, which is not online any more and has its interrupts masked, to one
 * that is. */
void timer_dying_cpu(unsigned int cpu) MUSTER_LINK_NAME(timer_dying_cpu);

/* When the first timer of this CPU is due, on arch_counter(); UINT64_MAX when it has none. With
 * interrupts masked. */
uint64_t timer_next_deadline_ticks(void) MUSTER_LINK_NAME(timer_next_deadline_ticks);

#endif
