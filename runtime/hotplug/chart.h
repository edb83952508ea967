/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_CHART_H
#define MUSTER_RUNTIME_HOTPLUG_CHART_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpuhp.h>
#include <muster/percpu.h>

#include "arch/cpu.h"

/*
 * The boot chart: when each CPU came into each state, on its last ways up and down. Each CPU has a
 * ring of rows. Each way has a row, and in it a place for each state, so that a state costs one
 * read of the counter and one store. A state ends where the next one begins. A state that a way has
 * passed twice, because it was undone, shows the second time. Without the build option
 * MUSTER_CPUHP_CHART all of this is empty.
 */
#ifdef MUSTER_CPUHP_CHART

#define CHART_ROWS 4 /* a power of two */

struct chart {
    /* values of the counter's register, without the cure of an erratum, because reading that would
     * slow the boot down; arbitrary for states not passed */
    uint64_t ticks[CHART_ROWS][CPUHP_STATE_COUNT];
};
DECLARE_PER_CPU_UNCOPIED(struct chart, charts) MUSTER_LINK_NAME(charts) MUSTER_IN_THIS_PROGRAM;

/* Returns the row of the way number @p pass. Numbers begin with 1. */
static inline uint64_t *chart_row(unsigned int cpu, uint32_t pass)
{
    return per_cpu_ptr(&charts, cpu)->ticks[pass % CHART_ROWS];
}

/* Notes in @p row that the CPU comes into @p state now. */
static inline void chart_stamp(uint64_t *row, enum cpuhp_state state)
{
    row[state] = arch_counter_raw();
}

/* Set by CPU 0 while it starts all other CPUs: it then notes nothing of the ways that it
 * controls. */
extern bool chart_ways_are_implied MUSTER_LINK_NAME(chart_ways_are_implied) MUSTER_IN_THIS_PROGRAM;
/* Sets chart_ways_are_implied. It stays false if a way has been noted already, since the fields of
 * later ways may then not be 0. Called by CPU 0. */
void chart_imply_ways(bool on) MUSTER_LINK_NAME(chart_imply_ways);

/* Notes a way of @p cpu towards @p target that the calling CPU controls. */
void chart_note_way(unsigned int cpu, uint32_t pass, enum cpuhp_state target)
    MUSTER_LINK_NAME(chart_note_way);

/* Begins a way. Called by its control CPU. */
static inline void chart_begin(unsigned int cpu, uint32_t pass, enum cpuhp_state target)
{
    if (!chart_ways_are_implied)
        chart_note_way(cpu, pass, target);
}
/* Ends a way that has failed with @p result in state @p failed. Called by its control CPU. */
void chart_end(unsigned int cpu, uint32_t pass, int result, enum cpuhp_state failed)
    MUSTER_LINK_NAME(chart_end);
/* Keeps which states earlier ways came into. Called before the set of states with callbacks
 * changes. */
void chart_keep_states(void) MUSTER_LINK_NAME(chart_keep_states);
/* Writes into @p ticks for how long @p cpu stood in each state on the way @p pass. @p ticks has
 * CPUHP_STATE_COUNT values; those of other states are left alone. */
void chart_state_ticks(unsigned int cpu, uint32_t pass, uint64_t *ticks)
    MUSTER_LINK_NAME(chart_state_ticks);
/* Prints all rows of all CPUs, for tools/run to draw, if cpuhp.trace=1 asks for it. */
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
