/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_BACKOFF_H
#define MUSTER_RUNTIME_BACKOFF_H

#include <muster/order.h>

/*
 * Pauses between two looks at a word that another CPU is about to change.
 *
 * Each call of backoff_pause() pauses about twice as long as the call before, up to max_spins. The
 * first looks come quickly and give every other CPU its turn; later looks are rare, because where
 * all CPUs share one host thread each look costs a switch to another CPU. Initialise with {0}.
 */
struct backoff {
    unsigned int spins;
};

static inline void backoff_pause(struct backoff *backoff)
{
    const unsigned int max_spins = 4096;

    for (unsigned int spin = 0; spin < backoff->spins; spin++)
        muster_compiler_barrier();
    if (backoff->spins < max_spins)
        backoff->spins = 2 * backoff->spins + 1;
    cpu_relax();
}

#endif
