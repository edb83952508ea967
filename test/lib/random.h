/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_RANDOM_H
#define MUSTER_TEST_RANDOM_H

#include <stdint.h>

/* Returns the next random number of a sequence that starts with any @p state: the upper 24 bits,
 * which are the good ones. */
static inline uint32_t random_next(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

#endif
