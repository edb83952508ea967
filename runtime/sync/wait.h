/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SYNC_WAIT_H
#define MUSTER_RUNTIME_SYNC_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/* Waiting for an event that another CPU causes: first awake, then asleep. struct waiting is the
 * head of a larger struct that says what the CPU waits for. */
struct waiting {
    /* Returns true if the wait is over. Reads the word that will change by arch_watch_u32() or
     * arch_watch_u64(), so that the change ends a WFE. */
    bool (*is_over)(const struct waiting *waiting);
    /* The address that wakers pass to wait_wake(); and a second count of sleepers besides
     * muster_sleepers, or NULL. */
    const void *word;
    uint32_t *sleepers;
};

/* Looks for some 20 us without sleeping. Returns true if the wait is over. */
bool wait_awake(const struct waiting *waiting) MUSTER_LINK_NAME(wait_awake);
/* Sleeps until the wait is over or @p deadline_ns has come; spins where the caller may not sleep
 * (interrupts masked, in a handler). Returns true if the wait is over. */
bool wait_asleep(const struct waiting *waiting, uint64_t deadline_ns) MUSTER_LINK_NAME(wait_asleep);

/* Wakes the CPUs that sleep on @p word, or all sleepers if @p word is NULL. The caller must have a
 * full barrier between the change that they wait for and this call. Any CPU, handlers included. */
void wait_wake(const void *word) MUSTER_LINK_NAME(wait_wake);

/* Counts the CPUs that have gone offline. A CPU that waits for another looks again when this count
 * has changed. Written by the CPU that goes offline. */
extern uint32_t wait_departures MUSTER_LINK_NAME(wait_departures) MUSTER_IN_THIS_PROGRAM;
/* Counts this CPU's departure and wakes all sleepers. Call it on a CPU that has just gone
 * offline. */
void wait_count_departure(void) MUSTER_LINK_NAME(wait_count_departure);

#endif
