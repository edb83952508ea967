/* SPDX-License-Identifier: MIT */
#ifndef NAS_H
#define NAS_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/barrier.h>

/*
 * What the four programs have in common. Each runs one kernel on all CPUs together, by
 * muster_bench(); docs/kernels.md has definitions, classes and sources.
 */

/* All CPUs of the application. A CPU that does not come is an error of the next call of
 * muster_bench() too, so that kernels need not look at what muster_barrier_wait() returns. */
extern struct muster_barrier nas_cpus;

/* Returns the place in `known`, such as "SW", of the class that class=X asks for, or 0 without that
 * argument. Returns -1 when the class is not there, and one CPU says so. */
int nas_class(const char *known);

/* Returns this CPU's part of `begin` to `end` (excluded). */
struct nas_range {
    uint64_t begin, end;
};
struct nas_range nas_part(uint64_t begin, uint64_t end);

/* A result and what it has to be. */
struct nas_result {
    const char *name;
    double published, tolerance; /* relative */
    double value;                /* rank 0, in each run */
    double first; /* what the first run said; later ones must say the same, to the bit */
};
bool nas_is_verified(struct nas_result *result);

#endif
