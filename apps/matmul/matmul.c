/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/parallel.h>

#include "sized_bench.h"

/*
 * Computes the product of two dense matrices. Each CPU computes rows of its own. The matrices hold
 * small whole numbers, so the product is exact in any order, and Freivalds' check (R. Freivalds,
 * Probabilistic machines can use less running time, 1977) tells a wrong one: A (B x) = C x for a
 * vector x of random numbers, which a wrong C has a chance of 1 in 65536 to pass.
 */

/* So many rows of B are added to a row of C at once: its elements are then loaded and stored
 * once. */
#define STEP 4u
/* A block of B that stays in the first cache, or the second, while all rows of C go by: 64 KiB. */
#define BLOCK_ROWS 64u
#define BLOCK_COLUMNS 128u
/* Elements of A and B are -7 to 7 and those of x below 65536: sums stay far below 2^53. */
#define MOST_ROWS 4096u
#define X_RANGE 65536u

static DEFINE_MUSTER_BARRIER(all);
/* Written by CPU 0 before the first barrier. */
static unsigned int size = 256; /* rows and columns */
static size_t width;            /* the same with zeros behind them, a multiple of STEP */
static double *a, *b, *c;
static double *vectors; /* two, for the check */

static uint32_t random_next(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static void my_rows(uint64_t *from, uint64_t *to)
{
    muster_static_range(0, size, muster_barrier_rank(&all), muster_barrier_size(&all), from, to);
}

/* c += a0 * b0 + ... + a3 * b3, rows of @p columns elements, of which b's are @p width apart. */
static void add_rows(double *restrict to, const double *restrict factors,
                     const double *restrict rows, size_t columns)
{
    const double *restrict row1 = rows + width, *restrict row2 = row1 + width,
                           *restrict row3 = row2 + width;

    for (size_t j = 0; j < columns; j++)
        to[j] += factors[0] * rows[j] + factors[1] * row1[j] + factors[2] * row2[j] +
                 factors[3] * row3[j];
}

static size_t least(size_t x, size_t y)
{
    return x < y ? x : y;
}

/* Adds a block of B to the columns of C from @p column on, in row @p row. */
static void add_block(size_t row, size_t first, size_t column)
{
    size_t end = least(first + BLOCK_ROWS, width);

    for (size_t k = first; k < end; k += STEP)
        add_rows(&c[row * width + column], &a[row * width + k], &b[k * width + column],
                 least(BLOCK_COLUMNS, width - column));
}

static void run(void *unused)
{
    uint64_t from, to;

    (void)unused;
    my_rows(&from, &to);
    for (size_t first = 0; first < width; first += BLOCK_ROWS)
        for (size_t column = 0; column < width; column += BLOCK_COLUMNS)
            for (size_t row = from; row < to; row++)
                add_block(row, first, column);
}

static void prepare(void *unused)
{
    uint64_t from, to;

    (void)unused;
    my_rows(&from, &to);
    memset(&c[from * width], 0, (to - from) * width * sizeof(*c));
}

static double row_times(const double *row, const double *x)
{
    double sum = 0;

    for (size_t j = 0; j < size; j++)
        sum += row[j] * x[j];
    return sum;
}

static bool verify(void *unused)
{
    static uint32_t seed = 1; /* another x each time */
    double *x = vectors, *bx = vectors + size;

    (void)unused;
    for (size_t i = 0; i < size; i++)
        x[i] = random_next(&seed) % X_RANGE;
    for (size_t i = 0; i < size; i++)
        bx[i] = row_times(&b[i * width], x);
    for (size_t i = 0; i < size; i++)
        if (row_times(&a[i * width], bx) != row_times(&c[i * width], x)) {
            fprintf(stderr, "matmul: row %zu of the product is wrong\n", i);
            return false;
        }
    return true;
}

/* Fills the elements. The padding behind each row, and behind the rows, stays zero. */
static void fill(double *matrix, uint32_t seed)
{
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < size; j++)
            matrix[i * width + j] = (double)(random_next(&seed) % 15) - 7;
}

static struct muster_bench bench = {
    .name = "matmul", .prepare = prepare, .run = run, .verify = verify, .warmups = 1};

static int set_up(void)
{
    int error = muster_bench_number("size", 1, MOST_ROWS, &size);
    if (error)
        return error;
    bench.operations = 2.0 * size * size * size;
    width = (size + STEP - 1) / STEP * STEP;
    a = calloc(size * width, sizeof(*a));
    b = calloc(width * width, sizeof(*b));
    c = calloc(size * width, sizeof(*c));
    vectors = calloc(2 * size, sizeof(*vectors));
    if (!a || !b || !c || !vectors) {
        fprintf(stderr, "matmul: no memory for three matrices of size=%u rows\n", size);
        return -ENOMEM;
    }
    fill(a, 1);
    fill(b, 2);
    return 0;
}

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    return sized_bench(&bench, &all, set_up, &size);
}
