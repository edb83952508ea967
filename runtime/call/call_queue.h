/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CALL_QUEUE_H
#define MUSTER_RUNTIME_CALL_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpumask.h>
#include <muster/linkage.h>
#include <muster/smp_call.h>

/*
 * What is to be called on a CPU, without a lock and without allocation:
 *
 * a list of calls whose memory is their callers'. Callers push, the CPU takes the whole list.
 * for each of two kinds, a bit for each CPU that has a call of that kind for this one; the call
 * itself stands with its caller (struct call), for all CPUs that it is for. Callers set their bit,
 * the CPU takes all that are set, and a caller can take its bit back.
 *
 * Whoever makes one of them no longer empty sends IPI_CALL: one interrupt for all that comes until
 * the CPU looks. A CPU that is not online takes nothing: its list and its bits are closed.
 */

/* The state of a call of the list, which its caller leaves alone while it is pending. */
enum csd_state { CSD_IDLE, CSD_PENDING };

/* The calls that a CPU makes by bits, one of each kind at a time, in the order in which they are
 * taken: of a caller's, the one that is not waited for was there before the one that is. */
enum call_kind { CALL_UNWAITED, CALL_WAITED, CALL_KINDS };

struct call {
    smp_call_func_t func; /* the caller, before it sets its bits, as is the next */
    void *info;
    uint32_t outstanding; /* CPUs that have not returned from it */
};
struct call *call_of(unsigned int caller, enum call_kind kind) MUSTER_LINK_NAME(call_of);

/* Adds a call to the list of @p cpu: false when that is closed. */
bool call_queue_push(unsigned int cpu, call_single_data_t *call) MUSTER_LINK_NAME(call_queue_push);

/* Sets the bit of @p caller for @p cpu: false when it is closed. */
bool call_queue_set(unsigned int cpu, unsigned int caller, enum call_kind kind)
    MUSTER_LINK_NAME(call_queue_set);
/* The same for each CPU in @p cpus; takes out of it those that are closed, and says so in
 * @p lacks_some. Returns how many are left. */
unsigned int call_queue_set_many(struct cpumask *cpus, unsigned int caller, enum call_kind kind,
                                 bool *lacks_some) MUSTER_LINK_NAME(call_queue_set_many);
/* Whether @p cpu has not taken the bit of @p caller yet. */
bool call_queue_has(unsigned int cpu, unsigned int caller, enum call_kind kind)
    MUSTER_LINK_NAME(call_queue_has);
/* Takes the bits of @p caller back that have not been taken: these CPUs do not make its call. */
void call_queue_withdraw(unsigned int caller, enum call_kind kind)
    MUSTER_LINK_NAME(call_queue_withdraw);

#endif
