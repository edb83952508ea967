/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/parallel.h>
#include <muster/reduce.h>

#include "sized_bench.h"

/*
 * In how many ways can N queens stand on a board of N by N so that none attacks another? A piece of
 * work is to place queens in the first rows in one way, and to count the ways for the others. The
 * pieces differ much in length, so a CPU takes the next one when it is done with one.
 */

#define ROWS_OF_PIECE 3u

/* The numbers for boards of 0 to 16: OEIS A000170. */
static const uint64_t published[] = {1,   1,   0,    0,     2,     10,     4,       40,      92,
                                     352, 724, 2680, 14200, 73712, 365596, 2279184, 14772512};
#define MOST_QUEENS (sizeof(published) / sizeof(*published) - 1)

static DEFINE_MUSTER_BARRIER(all);
static unsigned int queens = 12; /* written by CPU 0 before the first barrier */
static uint64_t found;           /* rank 0 */

/* Columns, and diagonals to either side, that are attacked in the next row: a bit for each. */
struct attacks {
    uint32_t columns, left, right;
};

static struct attacks place(const struct attacks *before, uint32_t queen)
{
    return (struct attacks){before->columns | queen, (before->left | queen) << 1,
                            (before->right | queen) >> 1};
}

static uint32_t free_columns(const struct attacks *attacks)
{
    return ~(attacks->columns | attacks->left | attacks->right) & ((1u << queens) - 1);
}

static uint64_t count(const struct attacks *attacks, unsigned int rows)
{
    uint64_t ways = 0;

    if (rows == 0)
        return 1;
    for (uint32_t free = free_columns(attacks); free; free &= free - 1) {
        struct attacks next = place(attacks, free & -free);
        ways += count(&next, rows - 1);
    }
    return ways;
}

static unsigned int rows_of_piece(void)
{
    return queens < ROWS_OF_PIECE ? queens : ROWS_OF_PIECE;
}

/* Counts the ways of a piece. The digits of @p piece, to the base of the number of queens, are the
 * columns in its rows. */
static uint64_t count_piece(uint64_t piece)
{
    struct attacks attacks = {0};

    for (unsigned int row = 0; row < rows_of_piece(); row++, piece /= queens) {
        uint32_t queen = 1u << (piece % queens);
        if (!(free_columns(&attacks) & queen))
            return 0;
        attacks = place(&attacks, queen);
    }
    return count(&attacks, queens - rows_of_piece());
}

static void count_pieces(uint64_t begin, uint64_t end, void *ways)
{
    for (uint64_t piece = begin; piece < end; piece++)
        *(uint64_t *)ways += count_piece(piece);
}

static void run(void *unused)
{
    uint64_t pieces = 1, ways = 0;

    (void)unused;
    for (unsigned int row = 0; row < rows_of_piece(); row++)
        pieces *= queens;
    if (muster_parallel_for(&all, 0, pieces, MUSTER_DYNAMIC, 1, count_pieces, &ways) != 0 ||
        muster_reduce_sum_u64(&all, &ways) != 0)
        return;
    if (muster_barrier_rank(&all) == 0)
        found = ways;
}

static bool verify(void *unused)
{
    uint64_t ways = found;

    (void)unused;
    found = UINT64_MAX; /* so that no run passes with the result of the one before */
    if (ways == published[queens])
        return true;
    fprintf(stderr, "queens: found %llu ways for %u queens, there are %llu\n",
            (unsigned long long)ways, queens, (unsigned long long)published[queens]);
    return false;
}

static struct muster_bench bench = {.name = "queens", .run = run, .verify = verify, .warmups = 1};

static int set_up(void)
{
    int error = muster_bench_number("size", 1, MOST_QUEENS, &queens);
    if (!error)
        bench.operations = (double)published[queens]; /* ways found */
    return error;
}

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    return sized_bench(&bench, &all, set_up, &queens);
}
