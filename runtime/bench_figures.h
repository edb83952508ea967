/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_BENCH_FIGURES_H
#define MUSTER_RUNTIME_BENCH_FIGURES_H

#include <stdint.h>

#include <muster/linkage.h>

/* The sums of a benchmark: whole numbers only, for the runtime uses no FP register. */

/* Of several values, which are sorted in place. */
struct bench_spread {
    uint64_t min, median, max;
};
struct bench_spread bench_spread(uint64_t *values, unsigned int count)
    MUSTER_LINK_NAME(bench_spread);

/* @p a * @p factor / @p b, rounded down; @p b is not 0. Where the product does not fit, both lose
 * as many of their lowest bits as it takes. */
uint64_t bench_ratio(uint64_t a, uint64_t factor, uint64_t b) MUSTER_LINK_NAME(bench_ratio);

#endif
