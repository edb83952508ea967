/* SPDX-License-Identifier: MIT */
#ifndef NAS_MG_GRID_H
#define NAS_MG_GRID_H

#include "nas.h"

/*
 * Grids of MG, and its four operators on them (report RNR-94-007). A grid repeats itself in all
 * directions. Each CPU has a part of its rows (the points along the first dimension); the
 * operators are called by all CPUs, write the CPU's own rows, read rows of others, and end with a
 * barrier.
 */

#define MG_MAX_SIDE 32

/* Points of each dimension, a power of two up to MG_MAX_SIDE. Row j, k begins at
 * side * (side k + j). */
struct grid {
    unsigned int side;
    double *values;
};

/* `result` = `from` - A `grid`; `result` may be `from`. */
void mg_residual(const struct grid *result, const struct grid *from, const struct grid *grid);

/* `grid` += S `from`. */
void mg_smooth(const struct grid *grid, const struct grid *from);

/* `coarse` = P `fine`: its point i is the fine point 2 i + 1, in each dimension. */
void mg_project(const struct grid *coarse, const struct grid *fine);

/* `fine` += Q `coarse`: points between coarse ones get the mean of those. */
void mg_interpolate(const struct grid *fine, const struct grid *coarse);

/* On the CPU's own rows, without a barrier: set them to 0, or return the sum of their squares. */
void mg_clear(const struct grid *grid);
double mg_square_sum(const struct grid *grid);

#endif
