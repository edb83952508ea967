/* SPDX-License-Identifier: MIT */
#include "ep_kernel.h"

#include <math.h>

#include "random.h"

#define EP_SEED UINT64_C(271828183)

static void ep_batch(uint64_t batch, struct ep_sums *sums)
{
    uint64_t state = nas_skip(EP_SEED, 2 * EP_BATCH_PAIRS * batch);

    for (uint64_t pair = 0; pair < EP_BATCH_PAIRS; pair++) {
        double x = 2 * nas_random(&state) - 1, y = 2 * nas_random(&state) - 1;
        double square = x * x + y * y;
        if (square > 1)
            continue;
        /* Never the logarithm of 0: states are odd, and that of the number 1/2 would be even. */
        double factor = sqrt(-2 * log(square) / square);
        double gauss_x = x * factor, gauss_y = y * factor;
        sums->counts[(unsigned int)fmax(fabs(gauss_x), fabs(gauss_y))]++;
        sums->x += gauss_x;
        sums->y += gauss_y;
    }
}

void ep_kernel(uint64_t first, uint64_t end, struct ep_sums *sums)
{
    struct ep_sums own = *sums;

    for (uint64_t batch = first; batch < end; batch++)
        ep_batch(batch, &own);
    *sums = own;
}
