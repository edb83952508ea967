/* SPDX-License-Identifier: MIT */
#ifndef NAS_RANDOM_H
#define NAS_RANDOM_H

#include <stdint.h>

/*
 * The random numbers of the NAS Parallel Benchmarks (report RNR-94-007): s' = a s mod 2^46, a =
 * 5^13, and the number is s' / 2^46. The product's low 46 bits are those of a 64-bit product, so
 * integers do what the report does with halves of doubles, to the bit.
 */

/* A test of wrong results defines another factor. */
#ifndef NAS_MULTIPLIER
#define NAS_MULTIPLIER UINT64_C(1220703125)
#endif

/* The seed of CG, IS and MG. */
#define NAS_SEED UINT64_C(314159265)

#define NAS_STATE_BITS 46

static inline uint64_t nas_product(uint64_t a, uint64_t b)
{
    return a * b & ((UINT64_C(1) << NAS_STATE_BITS) - 1);
}

/* Returns the next number, between 0 and 1, both excluded. */
static inline double nas_random(uint64_t *state)
{
    *state = nas_product(*state, NAS_MULTIPLIER);
    return (double)(int64_t)*state * 0x1p-46;
}

/* Returns the state after `count` more numbers. */
static inline uint64_t nas_skip(uint64_t state, uint64_t count)
{
    uint64_t power = NAS_MULTIPLIER;

    for (; count; count >>= 1) {
        if (count & 1)
            state = nas_product(state, power);
        power = nas_product(power, power);
    }
    return state;
}

#endif
