/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SYNC_WAIT_H
#define MUSTER_RUNTIME_SYNC_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/* What a CPU waits for: the head of a struct that says more. */
struct waiting {
    /* Whether it is there. It watches (arch_watch_u32()) what is changed when it comes. */
    bool (*is_over)(const struct waiting *waiting);
    /* What it is woken up by; and, or NULL, where it counts itself while it sleeps, too. */
    const void *word;
    uint32_t *sleepers;
};

/* Looks for a short while. Whether it is over. */
bool wait_awake(const struct waiting *waiting) MUSTER_LINK_NAME(wait_awake);
/* Then sleeps, where the caller may, until it is over or @p deadline_ns has come. Whether it is
 * over. */
bool wait_asleep(const struct waiting *waiting, uint64_t deadline_ns) MUSTER_LINK_NAME(wait_asleep);

/* Wakes those that sleep on @p word; NULL: all. After a full barrier behind what they are to see.
 * On any CPU, handlers included. */
void wait_wake(const void *word) MUSTER_LINK_NAME(wait_wake);

/* How many CPUs have gone offline: whoever waits for one looks again when it has changed. */
extern uint32_t wait_departures MUSTER_LINK_NAME(wait_departures) MUSTER_IN_THIS_PROGRAM;
/* On a CPU that has just gone offline. */
void wait_count_departure(void) MUSTER_LINK_NAME(wait_count_departure);

#endif
