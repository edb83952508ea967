/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_BENCH_FIGURES_H
#define MUSTER_RUNTIME_BENCH_FIGURES_H

#include <stdint.h>

#include <muster/linkage.h>

/* Arithmetic of a benchmark's figures, in whole numbers: the runtime uses no FP register. */

/* The smallest, the median and the largest of several values. bench_spread() sorts @p values in
 * place. */
struct bench_spread {
    uint64_t min, median, max;
};
struct bench_spread bench_spread(uint64_t *values, unsigned int count)
    MUSTER_LINK_NAME(bench_spread);

/* Returns @p a * @p factor / @p b, rounded down; @p b is not 0. If the product does not fit into 64
 * bits, @p a and @p b are both shifted right until it does. */
uint64_t bench_ratio(uint64_t a, uint64_t factor, uint64_t b) MUSTER_LINK_NAME(bench_ratio);

#endif
