/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CALL_WAIT_H
#define MUSTER_RUNTIME_CALL_WAIT_H

#include <stdbool.h>

#include <muster/linkage.h>

/* A CPU that waits for others to make a call. */
struct call_wait {
    bool (*is_over)(const void *call);
    /* whether @p cpu still has to begin the call; NULL when the call cannot be withdrawn */
    bool (*is_owed)(const struct call_wait *wait, unsigned int cpu);
    /* takes it back where it has not begun */
    void (*withdraw)(struct call_wait *wait);
    void *call;
    unsigned int cpu;    /* who makes it, or NR_CPUS: many */
    unsigned int caller; /* of a call for many */
};

/*
 * Waits until a call has been made. Returns 0; -ETIMEDOUT after call.timeout_ms, -EDEADLK when the
 * CPUs wait for each other with interrupts masked: it has been withdrawn then, if it can be, and
 * reported.
 */
int call_wait(struct call_wait *wait) MUSTER_LINK_NAME(call_wait);

#endif
