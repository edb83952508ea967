/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_EXCLUSION_H
#define MUSTER_TEST_EXCLUSION_H

#include <stdint.h>

#include <muster/order.h>

#include "check.h"

/* What a lock protects: it is in order when one CPU at a time is in exclusion_count(). */
struct exclusion {
    unsigned int inside; /* CPUs */
    uint64_t counts[2];  /* alike, except while a CPU is inside */
};

/* Counts once more. The caller holds the lock. */
static inline void exclusion_count(struct exclusion *exclusion)
{
    CHECK(exclusion->inside++ == 0);
    CHECK(exclusion->counts[0] == exclusion->counts[1]);
    exclusion->counts[0]++;
    cpu_relax(); /* the others get their chance to come in */
    exclusion->counts[1]++;
    CHECK(--exclusion->inside == 0);
}

#endif
