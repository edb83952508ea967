/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>
#include <stdint.h>

/* Each prints a part of what the machine is, and returns true if all that it tried succeeded. */

bool print_cpus(void);
bool print_hotplug(void);
bool print_memory(void);
bool print_interrupts(void);
bool print_idle_states(void);
bool print_performance_monitor(void);

/* Returns when a CPU came up, in microseconds of the clock; 0 if it has not come up. */
uint64_t cpu_came_us(unsigned int cpu);

#endif
