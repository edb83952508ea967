/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/bench.h>
#include <muster/reduce.h>

#include "cg_matrix.h"
#include "nas.h"

/*
 * CG: the least eigenvalue of a sparse matrix by inverse iteration; each step solves A z = x by
 * 25 steps of conjugate gradients. Each CPU has a part of the rows, and of all vectors.
 */

#define STEPS 15
#define GRADIENT_STEPS 25

static const char class_names[] = "SW";
static const struct cg_class {
    const char *name;
    struct cg_shape shape;
    double zeta;
} classes[] = {
    {"S", {1400, 7, 10}, 8.5971775078648},
    {"W", {7000, 8, 12}, 10.362595087124},
};

/* Rank 0 makes them; the CPU writes its part, and all read the vector that a product is made of. */
static struct cg_matrix matrix;
static double *x, *z, *p, *q, *r;
static bool is_set_up; /* rank 0 */
static struct nas_result zeta = {.name = "zeta", .tolerance = 1e-10};

static double dot(const double *a, const double *b, struct nas_range own)
{
    double sum = 0;

    for (uint64_t i = own.begin; i < own.end; i++)
        sum += a[i] * b[i];
    muster_reduce_sum_double(&nas_cpus, &sum);
    return sum;
}

/* Computes the CPU's part of `product`, and reads all of `vector`. */
static void multiply(double *product, const double *vector, struct nas_range own)
{
    for (uint64_t row = own.begin; row < own.end; row++) {
        double sum = 0;
        for (uint32_t i = matrix.begin[row]; i < matrix.begin[row + 1]; i++)
            sum += matrix.values[i] * vector[matrix.columns[i]];
        product[row] = sum;
    }
}

/* Solves A z = x approximately. Each dot product is a barrier as well. */
static void solve(struct nas_range own)
{
    for (uint64_t i = own.begin; i < own.end; i++) {
        z[i] = 0;
        r[i] = p[i] = x[i];
    }
    double rho = dot(r, r, own);
    for (unsigned int step = 0; step < GRADIENT_STEPS; step++) {
        multiply(q, p, own);
        double alpha = rho / dot(p, q, own), before = rho;
        for (uint64_t i = own.begin; i < own.end; i++) {
            z[i] += alpha * p[i];
            r[i] -= alpha * q[i];
        }
        rho = dot(r, r, own);
        for (uint64_t i = own.begin; i < own.end; i++)
            p[i] = r[i] + rho / before * p[i];
        muster_barrier_wait(&nas_cpus); /* before the next product reads all of p */
    }
}

/* || x - A z ||, which the definition asks for in each step, and nothing uses. */
static double residual(struct nas_range own)
{
    multiply(q, z, own); /* the last solve() step's barrier came after z */
    for (uint64_t i = own.begin; i < own.end; i++)
        q[i] = x[i] - q[i];
    return sqrt(dot(q, q, own));
}

static void prepare(void *context)
{
    (void)context;
    struct nas_range own = nas_part(0, matrix.rows);

    for (uint64_t i = own.begin; i < own.end; i++)
        x[i] = 1;
}

static void run(void *context)
{
    const struct cg_class *class = context;
    struct nas_range own = nas_part(0, matrix.rows);
    double estimate = 0;

    for (unsigned int step = 0; step < STEPS; step++) {
        solve(own);
        residual(own);
        estimate = class->shape.shift + 1 / dot(x, z, own);
        double scale = 1 / sqrt(dot(z, z, own));
        for (uint64_t i = own.begin; i < own.end; i++)
            x[i] = scale * z[i];
    }
    if (muster_barrier_rank(&nas_cpus) == 0)
        zeta.value = estimate;
}

static bool verify(void *context)
{
    const struct cg_class *class = context;

    zeta.published = class->zeta;
    return nas_is_verified(&zeta);
}

static bool set_up(const struct cg_class *class)
{
    double **vectors[] = {&x, &z, &p, &q, &r};
    const size_t count = sizeof(vectors) / sizeof(*vectors);
    double *all = calloc(count * class->shape.rows, sizeof(*all));

    if (!all) {
        fprintf(stderr, "there is not enough memory for the vectors\n");
        return false;
    }
    for (size_t i = 0; i < count; i++)
        *vectors[i] = all + i * class->shape.rows;
    return cg_matrix_make(&matrix, &class->shape);
}

/* The definition's own count of floating point operations. */
static double operations(const struct cg_class *class)
{
    double rows = class->shape.rows, nonzeros = class->shape.nonzeros;
    double product = nonzeros * (nonzeros + 1);

    return 2 * STEPS * rows * (3 + product + GRADIENT_STEPS * (5 + product) + 3);
}

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    int index = nas_class(class_names);
    if (index < 0)
        return 1;
    const struct cg_class *class = &classes[index];
    if (muster_barrier_rank(&nas_cpus) == 0)
        is_set_up = set_up(class);
    if (muster_barrier_wait(&nas_cpus) != 0 || !is_set_up)
        return 1;
    struct muster_bench bench = {
        .name = "cg",
        .class_name = class->name,
        .prepare = prepare,
        .run = run,
        .verify = verify,
        .context = (void *)class,
        .operations = operations(class),
        .warmups = 1, /* the definition has one, too */
        .repetitions = 1,
    };
    return muster_bench(&nas_cpus, &bench) != 0;
}
