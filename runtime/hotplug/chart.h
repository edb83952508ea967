/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_CHART_H
#define MUSTER_RUNTIME_HOTPLUG_CHART_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpuhp.h>
#include <muster/percpu.h>

#include "arch/cpu.h"

/*
 * The boot chart: when each CPU came into each state, on its last ways up and down. A ring of rows
 * for each CPU, a row for each way and in it a place for each state, so that a state costs one read
 * of the counter and one store. A state ends where the next one begins; one that was passed twice,
 * since it was undone, shows the second time. Without the build option MUSTER_CPUHP_CHART all of it
 * is empty.
 */
#ifdef MUSTER_CPUHP_CHART

#define CHART_ROWS 4 /* a power of two */

struct chart {
    uint64_t ticks[CHART_ROWS][CPUHP_STATE_COUNT]; /* counter values, and what was in the memory */
};
DECLARE_PER_CPU_UNCOPIED(struct chart, charts) MUSTER_LINK_NAME(charts) MUSTER_IN_THIS_PROGRAM;

/* The row of the way number @p pass. Numbers begin with 1. */
static inline uint64_t *chart_row(unsigned int cpu, uint32_t pass)
{
    return per_cpu_ptr(&charts, cpu)->ticks[pass % CHART_ROWS];
}

static inline void chart_stamp(uint64_t *row, enum cpuhp_state state)
{
    row[state] = arch_counter_now();
}

/* Set while CPU 0 starts all others: nothing is noted of ways up that CPU 0 controls. */
extern bool chart_ways_are_implied MUSTER_LINK_NAME(chart_ways_are_implied) MUSTER_IN_THIS_PROGRAM;
void chart_imply_ways(bool on) MUSTER_LINK_NAME(chart_imply_ways);

void chart_note_way(unsigned int cpu, uint32_t pass, enum cpuhp_state target)
    MUSTER_LINK_NAME(chart_note_way);

/* On the control CPU, around a way; chart_end() for one that has failed. */
static inline void chart_begin(unsigned int cpu, uint32_t pass, enum cpuhp_state target)
{
    if (!chart_ways_are_implied)
        chart_note_way(cpu, pass, target);
}
void chart_end(unsigned int cpu, uint32_t pass, int result, enum cpuhp_state failed)
    MUSTER_LINK_NAME(chart_end);
/* Before the set of states with callbacks changes: keeps which of them earlier ways came into. */
void chart_keep_states(void) MUSTER_LINK_NAME(chart_keep_states);
/* For how long @p cpu stood in each state on the way @p pass: CPUHP_STATE_COUNT values. */
void chart_state_ticks(unsigned int cpu, uint32_t pass, uint64_t *ticks)
    MUSTER_LINK_NAME(chart_state_ticks);
/* With cpuhp.trace=1, prints all rows of all CPUs, for tools/run to draw. */
void chart_print_if_asked(void) MUSTER_LINK_NAME(chart_print_if_asked);

#else

#define chart_row(cpu, pass) ((uint64_t *)0)
#define chart_stamp(row, state) ((void)(row))
#define chart_imply_ways(on) ((void)0)
#define chart_begin(cpu, pass, target) ((void)0)
#define chart_keep_states() ((void)0)
#define chart_end(cpu, pass, result, failed) ((void)0)
#define chart_state_ticks(cpu, pass, ticks) ((void)(ticks))
#define chart_print_if_asked() ((void)0)

#endif
#endif
