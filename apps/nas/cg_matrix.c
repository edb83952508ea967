/* SPDX-License-Identifier: MIT */
#include "cg_matrix.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "random.h"

/* The least of the vectors' weights, about; it goes onto the diagonal, too. */
#define CONDITION 0.1

/* An element of one of the sparse vectors. */
struct element {
    double value;
    uint32_t index;
    struct element *next; /* of those with this index: in the next vector that has one */
};

/* Needed only while the matrix is made; 0 at first. Vector v has its elements at v * width. */
struct maker {
    const struct cg_shape *shape;
    uint32_t width;
    struct element *elements;
    struct element **with_index; /* by index: the first element that has it */
    uint32_t *used;              /* by vector: how many elements it has */
    double *weights;             /* by vector */
    double *row;                 /* by column: the row that is being made */
    uint32_t *last_row;          /* by column: the last row that had it, plus one */
};

/* Returns the vector's element with this index, or a new one behind the others. */
static struct element *find(struct element *vector, uint32_t *used, uint32_t index)
{
    uint32_t i = 0;

    while (i < *used && vector[i].index != index)
        i++;
    if (i == *used)
        vector[(*used)++].index = index;
    return &vector[i];
}

/*
 * Adds random elements at random places, but none where there is one already or beyond the end.
 * Then sets the element at the vector's own number to 0.5.
 */
static void make_vector(struct maker *maker, uint32_t number, uint64_t *state)
{
    struct element *vector = &maker->elements[number * maker->width];
    uint32_t used = 0, places = 2;

    while (places < maker->shape->rows)
        places *= 2;
    while (used < maker->shape->nonzeros) {
        uint32_t before = used;
        double value = nas_random(state);
        uint32_t index = (uint32_t)(places * nas_random(state));
        if (index >= maker->shape->rows)
            continue;
        struct element *element = find(vector, &used, index);
        if (used > before)
            element->value = value;
    }
    find(vector, &used, number)->value = 0.5;
    maker->used[number] = used;
}

static void make_vectors(struct maker *maker)
{
    double weight = 1, ratio = pow(CONDITION, 1.0 / maker->shape->rows);
    uint64_t state = nas_skip(NAS_SEED, 1); /* the definition throws the first number away */

    for (uint32_t i = 0; i < maker->shape->rows; i++, weight *= ratio) {
        make_vector(maker, i, &state);
        maker->weights[i] = weight;
    }
}

/* Backwards, so that each list begins with the lowest vector. */
static void link_elements(struct maker *maker)
{
    for (uint32_t vector = maker->shape->rows; vector-- > 0;)
        for (uint32_t i = 0; i < maker->used[vector]; i++) {
            struct element *element = &maker->elements[vector * maker->width + i];
            element->next = maker->with_index[element->index];
            maker->with_index[element->index] = element;
        }
}

/* Adds what the outer product of the element's vector has in this row; new columns go to `end`. */
static uint32_t *add_vector(struct maker *maker, uint32_t row, const struct element *element,
                            uint32_t *end)
{
    uint32_t vector = (uint32_t)(element - maker->elements) / maker->width;
    double scale = maker->weights[vector] * element->value;

    for (uint32_t i = 0; i < maker->used[vector]; i++) {
        const struct element *other = &maker->elements[vector * maker->width + i];
        uint32_t column = other->index;
        if (maker->last_row[column] != row + 1) {
            maker->last_row[column] = row + 1;
            maker->row[column] = 0;
            *end++ = column;
        }
        maker->row[column] += other->value * scale;
        if (column == row && vector == row)
            maker->row[column] += CONDITION - maker->shape->shift;
    }
    return end;
}

static void make_rows(struct maker *maker, struct cg_matrix *matrix)
{
    uint32_t *end = matrix->columns;

    for (uint32_t row = 0; row < matrix->rows; row++) {
        uint32_t begin = (uint32_t)(end - matrix->columns);
        matrix->begin[row] = begin;
        for (struct element *e = maker->with_index[row]; e; e = e->next)
            end = add_vector(maker, row, e, end);
        for (uint32_t i = begin; &matrix->columns[i] < end; i++)
            matrix->values[i] = maker->row[matrix->columns[i]];
    }
    matrix->begin[matrix->rows] = (uint32_t)(end - matrix->columns);
}

static bool allocate(struct maker *maker, struct cg_matrix *matrix)
{
    size_t rows = maker->shape->rows, most = rows * maker->width * maker->width;

    maker->elements = calloc(rows * maker->width, sizeof(*maker->elements));
    maker->with_index = calloc(rows, sizeof(*maker->with_index));
    maker->used = calloc(rows, sizeof(*maker->used));
    maker->weights = calloc(rows, sizeof(*maker->weights));
    maker->row = calloc(rows, sizeof(*maker->row));
    maker->last_row = calloc(rows, sizeof(*maker->last_row));
    matrix->begin = calloc(rows + 1, sizeof(*matrix->begin));
    matrix->columns = calloc(most, sizeof(*matrix->columns));
    matrix->values = calloc(most, sizeof(*matrix->values));
    return maker->elements && maker->with_index && maker->used && maker->weights && maker->row &&
           maker->last_row && matrix->begin && matrix->columns && matrix->values;
}

static void free_maker(struct maker *maker)
{
    free(maker->elements);
    free(maker->with_index);
    free(maker->used);
    free(maker->weights);
    free(maker->row);
    free(maker->last_row);
}

bool cg_matrix_make(struct cg_matrix *matrix, const struct cg_shape *shape)
{
    struct maker maker = {.shape = shape, .width = shape->nonzeros + 1};
    bool is_enough = allocate(&maker, matrix);

    matrix->rows = shape->rows;
    if (is_enough) {
        make_vectors(&maker);
        link_elements(&maker);
        make_rows(&maker, matrix);
    } else {
        fprintf(stderr, "there is not enough memory for a matrix of %u rows\n",
                (unsigned int)shape->rows);
    }
    free_maker(&maker);
    return is_enough;
}
