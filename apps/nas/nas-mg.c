/* SPDX-License-Identifier: MIT */
#include <math.h>

#include <muster/app.h>
#include <muster/bench.h>
#include <muster/reduce.h>

#include "mg_grid.h"
#include "nas.h"
#include "random.h"

/*
 * MG: four V-cycles of the multigrid method for the Poisson equation on a cube of 32 points a
 * side that repeats itself in all directions.
 */

#define SIDE MG_MAX_SIDE
#define LEVELS 5 /* SIDE is two to the power of it */
#define POINTS (SIDE * SIDE * SIDE)
#define CYCLES 4
#define CHARGES 10 /* as many points are 1, and as many -1 */

/* Each CPU writes its rows; all read them after a barrier. The last level is the finest one. */
static double solution_values[2 * POINTS], residual_values[2 * POINTS], charge_values[POINTS];
static struct grid solution[LEVELS], residual[LEVELS], charge; /* rank 0, in set_up() */
static struct nas_result norm = {
    .name = "the norm", .published = 0.5307707005734e-4, .tolerance = 1e-8};

/* solution += M residual, on the finest grids. */
static void cycle(void)
{
    for (unsigned int level = LEVELS - 1; level > 0; level--)
        mg_project(&residual[level - 1], &residual[level]);
    mg_clear(&solution[0]);
    mg_smooth(&solution[0], &residual[0]);
    for (unsigned int level = 1; level < LEVELS; level++) {
        bool is_finest = level == LEVELS - 1;
        if (!is_finest)
            mg_clear(&solution[level]);
        mg_interpolate(&solution[level], &solution[level - 1]);
        mg_residual(&residual[level], is_finest ? &charge : &residual[level], &solution[level]);
        mg_smooth(&solution[level], &residual[level]);
    }
}

static double norm_of(const struct grid *grid)
{
    double sum = mg_square_sum(grid);

    muster_reduce_sum_double(&nas_cpus, &sum);
    return sqrt(sum / POINTS);
}

static void prepare(void *context)
{
    (void)context;
    mg_clear(&solution[LEVELS - 1]);
}

static void run(void *context)
{
    const struct grid *finest = &solution[LEVELS - 1], *rest = &residual[LEVELS - 1];

    (void)context;
    mg_residual(rest, &charge, finest);
    for (unsigned int i = 0; i < CYCLES; i++) {
        cycle();
        mg_residual(rest, &charge, finest);
    }
    double value = norm_of(rest);
    if (muster_barrier_rank(&nas_cpus) == 0)
        norm.value = value;
}

static bool verify(void *context)
{
    (void)context;
    return nas_is_verified(&norm);
}

/* Returns the greatest of the points that are not taken yet, or the least with a sign of -1. */
static unsigned int find_extreme(const double *random, const double *taken, double sign)
{
    unsigned int best = POINTS;

    for (unsigned int i = 0; i < POINTS; i++)
        if (taken[i] == 0 && (best == POINTS || sign * random[i] > sign * random[best]))
            best = i;
    return best;
}

/* Sets the points of the ten greatest of random numbers to 1, and those of the ten least to -1. */
static void set_charges(double *random)
{
    uint64_t state = NAS_SEED;

    for (unsigned int i = 0; i < POINTS; i++)
        random[i] = nas_random(&state);
    for (unsigned int i = 0; i < CHARGES; i++) {
        charge.values[find_extreme(random, charge.values, 1)] = 1;
        charge.values[find_extreme(random, charge.values, -1)] = -1;
    }
}

static void set_up(void)
{
    double *u = solution_values, *r = residual_values;

    charge = (struct grid){SIDE, charge_values};
    for (unsigned int level = LEVELS; level-- > 0;) {
        unsigned int side = SIDE >> (LEVELS - 1 - level);
        solution[level] = (struct grid){side, u};
        residual[level] = (struct grid){side, r};
        u += (size_t)side * side * side;
        r += (size_t)side * side * side;
    }
    set_charges(residual_values); /* they are overwritten before they are read */
}

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    if (nas_class("S") < 0)
        return 1;
    if (muster_barrier_rank(&nas_cpus) == 0)
        set_up();
    if (muster_barrier_wait(&nas_cpus) != 0)
        return 1;
    struct muster_bench bench = {
        .name = "mg",
        .class_name = "S",
        .prepare = prepare,
        .run = run,
        .verify = verify,
        .operations = 58.0 * CYCLES * POINTS, /* by the definition's own count */
        .warmups = 1,                         /* the definition has one, too */
        .repetitions = 1,
    };
    return muster_bench(&nas_cpus, &bench) != 0;
}
