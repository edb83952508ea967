/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_RENDEZVOUS_H
#define MUSTER_TEST_RENDEZVOUS_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/order.h>
#include <muster/smp.h>

#include "wait.h"

/* A place where CPUs meet, as often as they like. */
struct rendezvous {
    uint32_t arrivals; /* of all meetings so far; added to by each CPU, read by those that wait */
};

/* Waits until @p cpus CPUs have come, the same number each time. All of them then see what each CPU
 * did before. */
static inline void rendezvous_of(struct rendezvous *place, uint32_t cpus)
{
    uint32_t ticket = __atomic_fetch_add(&place->arrivals, 1, __ATOMIC_ACQ_REL);
    uint32_t full = (ticket / cpus + 1) * cpus;

    WAIT_LOOP((int32_t)(smp_load_acquire(&place->arrivals) - full) >= 0, LONG_WAIT_LIMIT_MS,
              "all CPUs have come to the rendezvous");
}

/* Waits until all online CPUs have come. */
static inline void rendezvous(struct rendezvous *place)
{
    rendezvous_of(place, num_online_cpus());
}

/* Returns true on the last online CPU that comes here, which then sees what the others did before.
 * For work that one CPU does after all others, which do not wait for it. Good for one use. */
static inline bool is_last(struct rendezvous *place)
{
    return __atomic_add_fetch(&place->arrivals, 1, __ATOMIC_ACQ_REL) == num_online_cpus();
}

/* Keeps a CPU busy that has nothing to do until the program ends. */
__attribute__((noreturn)) static inline void spin_for_ever(void)
{
    for (;;)
        cpu_relax();
}

#endif
