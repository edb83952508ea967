/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_SHORT_RANGE_H
#define MUSTER_TEST_SHORT_RANGE_H

#include <muster/parallel.h>

/* Included before a kernel: the last CPU leaves out the last element of its part. */

static inline void short_range(uint64_t begin, uint64_t end, unsigned int rank, unsigned int size,
                               uint64_t *from, uint64_t *to)
{
    muster_static_range(begin, end, rank, size, from, to);
    if (rank == size - 1 && *to > *from)
        --*to;
}

#define muster_static_range(begin, end, rank, size, from, to)                                      \
    short_range((begin), (end), (rank), (size), (from), (to))

#endif
