/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_BACKOFF_H
#define MUSTER_RUNTIME_BACKOFF_H

#include <muster/order.h>

/*
 * The pause between two looks at what another CPU is to change. The looks get rarer: where all CPUs
 * share one host thread each of them costs a switch, and the first ones have given every CPU its
 * turn. Starts as {0}.
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
