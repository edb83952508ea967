/* SPDX-License-Identifier: MIT */
#include <muster/wait.h>

#include <muster/order.h>
#include <muster/timer.h>

#include "../time/clock.h"

/* Waiting for a word to change. */

bool muster_wait_while_equal(const uint32_t *word, uint32_t value, uint64_t timeout_ns)
{
    uint64_t deadline_ns = clock_add_ns(muster_clock_ns(), timeout_ns);

    while (smp_load_acquire(word) == value) {
        if (muster_clock_ns() >= deadline_ns)
            return false;
        cpu_relax();
    }
    return true;
}

void muster_wake(const uint32_t *word)
{
    (void)word; /* nobody sleeps */
    smp_mb();
}
