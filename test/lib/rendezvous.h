/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_RENDEZVOUS_H
#define MUSTER_TEST_RENDEZVOUS_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/order.h>
#include <muster/smp.h>

/* A place where all online CPUs meet, as often as they like. */
struct rendezvous {
    uint32_t arrivals; /* of all meetings so far; added to by each CPU, read by those that wait */
};

/* Waits until all online CPUs have come. What each did before is seen by all afterwards. */
static inline void rendezvous(struct rendezvous *place)
{
    uint32_t cpus = num_online_cpus();
    uint32_t ticket = __atomic_fetch_add(&place->arrivals, 1, __ATOMIC_ACQ_REL);
    uint32_t full = (ticket / cpus + 1) * cpus;

    while ((int32_t)(smp_load_acquire(&place->arrivals) - full) < 0)
        cpu_relax();
}

/* Whether the caller is the last online CPU to come here, which then sees what all others did
 * before: for work that one CPU does after all, without the others' waiting. Good for one use. */
static inline bool is_last(struct rendezvous *place)
{
    return __atomic_add_fetch(&place->arrivals, 1, __ATOMIC_ACQ_REL) == num_online_cpus();
}

/* For a CPU that has nothing to do until the program ends. */
__attribute__((noreturn)) static inline void spin_for_ever(void)
{
    for (;;)
        cpu_relax();
}

#endif
