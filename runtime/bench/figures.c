/* SPDX-License-Identifier: MIT */
#include "bench/figures.h"

/* Arithmetic of a benchmark's figures: the spread of several values, and ratios without
 * overflow. */

/* Sorts in place, by insertion: there are at most a hundred values. */
static void sort(uint64_t *values, unsigned int count)
{
    for (unsigned int i = 1; i < count; i++) {
        uint64_t value = values[i];
        unsigned int j = i;

        for (; j > 0 && values[j - 1] > value; j--)
            values[j] = values[j - 1];
        values[j] = value;
    }
}

struct bench_spread bench_spread(uint64_t *values, unsigned int count)
{
    sort(values, count);
    uint64_t low = values[(count - 1) / 2], high = values[count / 2];
    return (struct bench_spread){values[0], low + (high - low) / 2, values[count - 1]};
}

uint64_t bench_ratio(uint64_t a, uint64_t factor, uint64_t b)
{
    while (a > UINT64_MAX / factor) {
        a >>= 1;
        b = b > 1 ? b >> 1 : 1;
    }
    return a * factor / b;
}
