/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CALL_QUEUE_H
#define MUSTER_RUNTIME_CALL_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpumask.h>
#include <muster/linkage.h>
#include <muster/smp_call.h>

/*
 * What is to be called on a CPU, in two forms, both without a lock and without allocation:
 *
 * a list of calls, each for one CPU. Callers push, the CPU takes the whole list.
 * a bit for each CPU that has a call for many CPUs, which stands with the caller (struct
 * call_many). Callers set their bit, the CPU takes all that are set.
 *
 * Whoever makes one of them no longer empty sends IPI_CALL: one interrupt for all that comes until
 * the CPU looks. A CPU that is not online takes nothing: its list and its bits are closed.
 */

/* The state of a call of the list. A new one is IDLE. */
enum call_state {
    CALL_IDLE,
    CALL_PENDING, /* in the list; IDLE when the function begins */
    CALL_WAITED,  /* in the list, and the caller waits: RUNNING, then IDLE when it has returned */
    CALL_RUNNING,
    CALL_WITHDRAWN /* in the list, and will not be made: IDLE when the CPU finds it */
};

/* A call for many CPUs; each CPU has one, for the one that it has made last. */
struct call_many {
    smp_call_func_t func; /* the caller, before it sets its bits, as is the next */
    void *info;
    uint32_t outstanding; /* CPUs that have not returned from it */
};

/* Adds a call to the list of @p cpu: false when that is closed. */
bool call_queue_push(unsigned int cpu, call_single_data_t *call) MUSTER_LINK_NAME(call_queue_push);

/* Sets the bit of @p caller for each CPU in @p cpus, and interrupts those that had nothing else;
 * takes out of @p cpus those that are closed, and says so in @p lacks_some. Returns how many are
 * left. */
unsigned int call_queue_set(unsigned int caller, struct cpumask *cpus, bool *lacks_some)
    MUSTER_LINK_NAME(call_queue_set);
/* Clears it again: whether @p cpu had not taken it, and does not make the call. */
bool call_queue_clear(unsigned int cpu, unsigned int caller) MUSTER_LINK_NAME(call_queue_clear);
/* Whether @p cpu has not taken the bit of @p caller yet. */
bool call_queue_has(unsigned int cpu, unsigned int caller) MUSTER_LINK_NAME(call_queue_has);

/* What @p caller has called many CPUs with. */
struct call_many *call_many_of(unsigned int caller) MUSTER_LINK_NAME(call_many_of);

#endif
