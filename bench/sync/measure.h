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
 * Prints a figure: what one of so many operations takes, with @p empty_ticks taken off for the loop
 * around them. Of all: what all CPUs do together; where instructions are counted also for each CPU.
 */
void print_figure(const char *figure, uint64_t ticks, uint64_t empty_ticks, uint64_t operations);
void print_figure_of_all(const char *figure, uint64_t ticks, uint64_t empty_ticks,
                         uint64_t operations);

/* Says that @p what was found after @p figure, and ends the program with status 1, unless it is. */
void must_be(const char *figure, uint64_t what, uint64_t expected);

/* Runs @p code so often that a tick of the counter, 16 instructions, is nothing. */
#define LOOP(code)                                                                                 \
    for (unsigned int loop_round = 0; loop_round < rounds; loop_round++) {                         \
        muster_compiler_barrier();                                                                 \
        code;                                                                                      \
    }

/* From the first CPU's begin to the last one's end, in ticks; for all CPUs to call. */
uint64_t ticks_of_all(uint64_t begin_ticks, uint64_t end_ticks);

/* The ticks for LOOP(code) by all CPUs together. */
#define TICKS_OF_ALL(code)                                                                         \
    ({                                                                                             \
        muster_barrier_wait(&all);                                                                 \
        uint64_t loop_begin = muster_counter();                                                    \
        LOOP(code)                                                                                 \
        ticks_of_all(loop_begin, muster_counter());                                                \
    })

/* Each has its CPUs: all; 0 and 1; CPU 0. */
void measure_collective(unsigned int rank);
void measure_contended(unsigned int rank);
void measure_pair(unsigned int cpu);
void measure_alone(void);

#endif
