/* SPDX-License-Identifier: MIT */
#ifndef NAS_CG_MATRIX_H
#define NAS_CG_MATRIX_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The matrix of CG (report RNR-94-007): sparse, symmetric, with a given pattern of random numbers;
 * the sum of the outer products of `rows` sparse random vectors, each with a smaller weight than
 * the one before, and something on the diagonal.
 */

struct cg_matrix {
    uint32_t rows;
    uint32_t *begin;   /* rows + 1: where a row's elements begin */
    uint32_t *columns; /* of each element */
    double *values;
};

/* The parameters of a class: each vector has `nonzeros` random elements. */
struct cg_shape {
    uint32_t rows, nonzeros;
    double shift;
};

/* Makes the matrix. One CPU calls it. Prints a message and returns false when there is not enough
 * memory. */
bool cg_matrix_make(struct cg_matrix *matrix, const struct cg_shape *shape);

#endif
