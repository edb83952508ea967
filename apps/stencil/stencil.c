/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/parallel.h>

#include "sized_bench.h"

/*
 * Jacobi's method on a square: in each sweep every inner point becomes the mean of its four
 * neighbours, the rim stays 0, and each CPU has rows of its own. sin(px) sin(qy) is an
 * eigenfunction of a sweep, so after any number of them the values are known: that function times
 * a power of its eigenvalue, (cos(ph) + cos(qh)) / 2.
 */

#define SWEEPS 50u
/* Periods of the function in each direction. They differ, so that exchanging x and y is noticed. */
#define P 1
#define Q 2
#define PI 3.14159265358979323846
#define MOST_ERROR 1e-12
/* In a smaller grid the sweeps leave so little that any result would be within MOST_ERROR: 0.1 of
 * the start is left with 16 points a side, 1e-13 with 4. */
#define LEAST_POINTS 16u
#define MOST_POINTS 8192u

static DEFINE_MUSTER_BARRIER(all);
/* Written by CPU 0 before the first barrier. */
static unsigned int size = 256; /* inner points in a row */
static size_t width;            /* with the rim */
static double *grids[2];        /* a sweep goes from one to the other */
static double *wave_of_x, *wave_of_y;

static void my_rows(uint64_t *from, uint64_t *to)
{
    muster_static_range(1, 1 + size, muster_barrier_rank(&all), muster_barrier_size(&all), from,
                        to);
}

static void prepare(void *unused)
{
    uint64_t from, to;

    (void)unused;
    my_rows(&from, &to);
    for (size_t y = from; y < to; y++)
        for (size_t x = 1; x <= size; x++)
            grids[0][y * width + x] = wave_of_y[y] * wave_of_x[x];
}

static void sweep_row(double *restrict to, const double *restrict above, const double *restrict row,
                      const double *restrict below)
{
    for (size_t x = 1; x <= size; x++)
        to[x] = 0.25 * (above[x] + below[x] + row[x - 1] + row[x + 1]);
}

static void run(void *unused)
{
    uint64_t from, to;

    (void)unused;
    my_rows(&from, &to);
    for (unsigned int sweep = 0; sweep < SWEEPS; sweep++) {
        const double *old = grids[sweep % 2];
        double *new = grids[(sweep + 1) % 2];
        for (size_t y = from; y < to; y++)
            sweep_row(new + y *width, old + (y - 1) * width, old + y * width,
                      old + (y + 1) * width);
        if (muster_barrier_wait(&all) != 0)
            return;
    }
}

static bool verify(void *unused)
{
    const double h = PI / (size + 1);
    const double decay = pow((cos(P * h) + cos(Q * h)) / 2, SWEEPS);
    const double *grid = grids[SWEEPS % 2];

    (void)unused;
    for (size_t y = 0; y < width; y++)
        for (size_t x = 0; x < width; x++)
            /* Not "greater": that would let a NaN pass. */
            if (!(fabs(grid[y * width + x] - decay * wave_of_y[y] * wave_of_x[x]) < MOST_ERROR)) {
                fprintf(stderr, "stencil: wrong at row %zu, column %zu\n", y, x);
                return false;
            }
    return true;
}

static struct muster_bench bench = {
    .name = "stencil", .prepare = prepare, .run = run, .verify = verify, .warmups = 1};

static int set_up(void)
{
    int error = muster_bench_number("size", LEAST_POINTS, MOST_POINTS, &size);
    if (error)
        return error;
    bench.operations = 1.0 * SWEEPS * size * size;
    width = size + 2;
    grids[0] = calloc(width * width, sizeof(double));
    grids[1] = calloc(width * width, sizeof(double));
    wave_of_x = calloc(width, sizeof(double));
    wave_of_y = calloc(width, sizeof(double));
    if (!grids[0] || !grids[1] || !wave_of_x || !wave_of_y) {
        fprintf(stderr, "stencil: no memory for two grids of size=%u rows\n", size);
        return -ENOMEM;
    }
    for (size_t i = 1; i <= size; i++) { /* the rim is 0, as in the grids */
        wave_of_x[i] = sin(P * PI * (double)i / (size + 1));
        wave_of_y[i] = sin(Q * PI * (double)i / (size + 1));
    }
    return 0;
}

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    return sized_bench(&bench, &all, set_up, &size);
}
