/* SPDX-License-Identifier: MIT */
#ifndef NAS_EP_KERNEL_H
#define NAS_EP_KERNEL_H

#include <stdint.h>

/*
 * The kernel EP: pairs of uniform numbers that become pairs of independent Gaussian ones. In a
 * file of its own, which knows of no runtime: bench/ep-bare links the same object into an image
 * without one.
 */

/* Pairs in a batch. Any CPU can compute any batch, because each batch finds its own random
 * numbers. */
#define EP_BATCH_PAIRS (UINT64_C(1) << 16)

/* Deviates are counted by the whole part of the greater one. 2^46 numbers come no further than
 * sqrt(-2 ln 2^-90) = 11.2. */
#define EP_ANNULI 12

struct ep_sums {
    double x, y;
    uint64_t counts[EP_ANNULI];
};

/* Adds the results of batches `first` to `end` (excluded). */
void ep_kernel(uint64_t first, uint64_t end, struct ep_sums *sums);

#endif
