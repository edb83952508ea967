/* SPDX-License-Identifier: MIT */
#include "mg_grid.h"

#include <string.h>

/*
 * By how much a point, its 6 neighbours in one direction, its 12 in two and its 8 in three count
 * (report RNR-94-007): the operators A, S for class S, and P; the fourth, Q, is mg_interpolate().
 */
struct stencil {
    double weights[4];
};
static const struct stencil laplacian = {{-8.0 / 3, 0, 1.0 / 6, 1.0 / 12}};
static const struct stencil smoother = {{-3.0 / 8, 1.0 / 32, -1.0 / 64, 0}};
static const struct stencil projection = {{1.0 / 2, 1.0 / 4, 1.0 / 8, 1.0 / 16}};

/* ---- rows ----------------------------------------------------------------------------------- */

/* The grid repeats itself, so -1 is the last row; its sides are powers of two. */
static double *row_at(const struct grid *grid, unsigned int j, unsigned int k)
{
    unsigned int last = grid->side - 1;

    return grid->values + (size_t)grid->side * (grid->side * (k & last) + (j & last));
}

static struct nas_range own_rows(const struct grid *grid)
{
    return nas_part(0, grid->side * grid->side);
}

/* For each point of a row, itself and what lies around it in the other two dimensions: the 4
 * points beside it and the 4 at its corners. Shifted by one, with the row's ends repeated on both
 * sides. */
struct around {
    double self[MG_MAX_SIDE + 2], beside[MG_MAX_SIDE + 2], corners[MG_MAX_SIDE + 2];
};

static void wrap(double *values, unsigned int side)
{
    values[0] = values[side];
    values[side + 1] = values[1];
}

static void look_around(struct around *around, const struct grid *grid, unsigned int j,
                        unsigned int k)
{
    const double *self = row_at(grid, j, k);
    const double *west = row_at(grid, j - 1, k), *east = row_at(grid, j + 1, k);
    const double *south = row_at(grid, j, k - 1), *north = row_at(grid, j, k + 1);
    const double *south_west = row_at(grid, j - 1, k - 1), *south_east = row_at(grid, j + 1, k - 1);
    const double *north_west = row_at(grid, j - 1, k + 1), *north_east = row_at(grid, j + 1, k + 1);

    for (unsigned int i = 0; i < grid->side; i++) {
        around->self[i + 1] = self[i];
        around->beside[i + 1] = west[i] + east[i] + south[i] + north[i];
        around->corners[i + 1] = south_west[i] + south_east[i] + north_west[i] + north_east[i];
    }
    wrap(around->self, grid->side);
    wrap(around->beside, grid->side);
    wrap(around->corners, grid->side);
}

/* The operator at point i of the row. */
static inline double apply(const struct stencil *stencil, const struct around *around,
                           unsigned int i)
{
    const double *self = &around->self[i + 1], *beside = &around->beside[i + 1];
    const double *corners = &around->corners[i + 1];

    return stencil->weights[0] * self[0] + stencil->weights[1] * (self[-1] + self[1] + beside[0]) +
           stencil->weights[2] * (beside[-1] + beside[1] + corners[0]) +
           stencil->weights[3] * (corners[-1] + corners[1]);
}

/* ---- the operators, on whole grids ---------------------------------------------------------- */

void mg_residual(const struct grid *result, const struct grid *from, const struct grid *grid)
{
    struct nas_range rows = own_rows(grid);
    struct around around;

    for (uint64_t row = rows.begin; row < rows.end; row++) {
        unsigned int j = (unsigned int)row % grid->side, k = (unsigned int)row / grid->side;
        const double *source = row_at(from, j, k);
        double *target = row_at(result, j, k);
        look_around(&around, grid, j, k);
        for (unsigned int i = 0; i < grid->side; i++)
            target[i] = source[i] - apply(&laplacian, &around, i);
    }
    muster_barrier_wait(&nas_cpus);
}

void mg_smooth(const struct grid *grid, const struct grid *from)
{
    struct nas_range rows = own_rows(grid);
    struct around around;

    for (uint64_t row = rows.begin; row < rows.end; row++) {
        unsigned int j = (unsigned int)row % grid->side, k = (unsigned int)row / grid->side;
        double *target = row_at(grid, j, k);
        look_around(&around, from, j, k);
        for (unsigned int i = 0; i < grid->side; i++)
            target[i] += apply(&smoother, &around, i);
    }
    muster_barrier_wait(&nas_cpus);
}

void mg_project(const struct grid *coarse, const struct grid *fine)
{
    struct nas_range rows = own_rows(coarse);
    struct around around;

    for (uint64_t row = rows.begin; row < rows.end; row++) {
        unsigned int j = (unsigned int)row % coarse->side, k = (unsigned int)row / coarse->side;
        double *target = row_at(coarse, j, k);
        look_around(&around, fine, 2 * j + 1, 2 * k + 1);
        for (unsigned int i = 0; i < coarse->side; i++)
            target[i] = apply(&projection, &around, 2 * i + 1);
    }
    muster_barrier_wait(&nas_cpus);
}

void mg_interpolate(const struct grid *fine, const struct grid *coarse)
{
    struct nas_range rows = own_rows(fine);
    double mean[MG_MAX_SIDE / 2 + 1];

    for (uint64_t row = rows.begin; row < rows.end; row++) {
        unsigned int j = (unsigned int)row % fine->side, k = (unsigned int)row / fine->side;
        /* The coarse rows on both sides; the same twice where the row is itself a coarse one. */
        unsigned int west = (j + 1) / 2 - 1, east = j / 2, south = (k + 1) / 2 - 1, north = k / 2;
        const double *a = row_at(coarse, west, south), *b = row_at(coarse, east, south);
        const double *c = row_at(coarse, west, north), *d = row_at(coarse, east, north);
        double *target = row_at(fine, j, k);
        for (unsigned int i = 0; i < coarse->side; i++)
            mean[i + 1] = (a[i] + b[i] + c[i] + d[i]) / 4;
        mean[0] = mean[coarse->side];
        for (unsigned int i = 0; i < coarse->side; i++) {
            target[2 * i] += (mean[i] + mean[i + 1]) / 2;
            target[2 * i + 1] += mean[i + 1];
        }
    }
    muster_barrier_wait(&nas_cpus);
}

void mg_clear(const struct grid *grid)
{
    struct nas_range rows = own_rows(grid);

    memset(grid->values + rows.begin * grid->side, 0,
           (rows.end - rows.begin) * grid->side * sizeof(*grid->values));
}

double mg_square_sum(const struct grid *grid)
{
    struct nas_range rows = own_rows(grid);
    double sum = 0;

    for (uint64_t i = rows.begin * grid->side; i < rows.end * grid->side; i++)
        sum += grid->values[i] * grid->values[i];
    return sum;
}
