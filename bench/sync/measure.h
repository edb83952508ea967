/* SPDX-License-Identifier: MIT */
#ifndef BENCH_SYNC_MEASURE_H
#define BENCH_SYNC_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/barrier.h>
#include <muster/clock.h>
#include <muster/order.h>

/* What the parts of the program share. */

extern struct muster_barrier all;
extern unsigned int rounds;

/*
 * Prints a figure: the time of one of so many operations, with @p empty_ticks taken off for the
 * loop around them. "Of all" is for what all CPUs do together; where instructions are counted, a
 * figure for each CPU is printed as well.
 */
void print_figure(const char *figure, uint64_t ticks, uint64_t empty_ticks, uint64_t operations);
void print_figure_of_all(const char *figure, uint64_t ticks, uint64_t empty_ticks,
                         uint64_t operations);

/* Checks a result. Unless it is right, prints @p what was found after @p figure and ends the
 * program with status 1. */
void must_be(const char *figure, uint64_t what, uint64_t expected);

/* Runs @p code so often that a tick of the counter, 16 instructions, makes no difference. */
#define LOOP(code)                                                                                 \
    for (unsigned int loop_round = 0; loop_round < rounds; loop_round++) {                         \
        muster_compiler_barrier();                                                                 \
        code;                                                                                      \
    }

/* Returns the ticks from the first CPU's begin to the last one's end. All CPUs call it. */
uint64_t ticks_of_all(uint64_t begin_ticks, uint64_t end_ticks);

/* Returns the ticks for LOOP(code) by all CPUs together. */
#define TICKS_OF_ALL(code)                                                                         \
    ({                                                                                             \
        muster_barrier_wait(&all);                                                                 \
        uint64_t loop_begin = muster_counter();                                                    \
        LOOP(code)                                                                                 \
        ticks_of_all(loop_begin, muster_counter());                                                \
    })

/* The three parts: for all CPUs, for CPUs 0 and 1, and for CPU 0. */
void measure_collective(unsigned int rank);
void measure_contended(unsigned int rank);
void measure_pair(unsigned int cpu);
void measure_alone(void);

#endif
