/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CALL_QUEUE_H
#define MUSTER_RUNTIME_CALL_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpumask.h>
#include <muster/linkage.h>
#include <muster/smp_call.h>

/*
 * The queue of cross calls of each CPU, without a lock and without allocation. A queue has two
 * parts:
 *
 *   - A list of calls, each in its caller's own memory. Callers push calls; the target CPU takes
 *     the whole list at once.
 *   - For each of two kinds of call, an inbox with one bit for each calling CPU. The call itself
 *     stays with its caller (struct call), once for all CPUs that are to make it. A caller sets its
 *     bit; the target CPU takes all bits that are set; a caller can take back a bit that has not
 *     been taken.
 *
 * A caller that finds the list or the inbox empty sends IPI_CALL. So one interrupt serves all calls
 * that arrive until the target CPU looks. The list and the inboxes of a CPU that is not online are
 * closed and take no call.
 */

/* The state of a call of the list. Its caller must not change the call while the state is
 * CSD_PENDING. */
enum csd_state { CSD_IDLE, CSD_PENDING };

/* The kinds of call that go through the inboxes. A caller has one call of each kind at a time. The
 * target CPU makes calls in the order of this enum. That is the order in which one caller queues
 * them: a caller that waits queues no other call, except in a handler. */
enum call_kind { CALL_UNWAITED, CALL_WAITED, CALL_KINDS };

struct call {
    smp_call_func_t func; /* `func` and `info`: written by the caller before it sets bits */
    void *info;
    uint32_t outstanding; /* how many CPUs have not returned from the call yet */
};
/* Returns the call of this kind that belongs to @p caller. */
struct call *call_of(unsigned int caller, enum call_kind kind) MUSTER_LINK_NAME(call_of);

/* Adds a call to the list of @p cpu. Returns false if the list is closed. */
bool call_queue_push(unsigned int cpu, call_single_data_t *call) MUSTER_LINK_NAME(call_queue_push);

/* Sets the bit of @p caller in an inbox of @p cpu. Returns false if the inbox is closed. */
bool call_queue_set(unsigned int cpu, unsigned int caller, enum call_kind kind)
    MUSTER_LINK_NAME(call_queue_set);
/* Sets the bit of @p caller in the inbox of each CPU in @p cpus. Removes from @p cpus the CPUs with
 * a closed inbox, and sets @p lacks_some if there was one. Returns how many CPUs are left. */
unsigned int call_queue_set_many(struct cpumask *cpus, unsigned int caller, enum call_kind kind,
                                 bool *lacks_some) MUSTER_LINK_NAME(call_queue_set_many);
/* Returns true if the bit of @p caller is set and @p cpu has not taken it yet. */
bool call_queue_has(unsigned int cpu, unsigned int caller, enum call_kind kind)
    MUSTER_LINK_NAME(call_queue_has);
/* Takes back the bits of @p caller that no CPU has taken yet: the CPUs concerned will not make its
 * call. */
void call_queue_withdraw(unsigned int caller, enum call_kind kind)
    MUSTER_LINK_NAME(call_queue_withdraw);

/* ---- the target CPU: called by hotplug and by the interrupt IPI_CALL ------------------------ */

/* Makes the calls that are queued for this CPU. Called from the interrupt IPI_CALL, interrupts
 * masked. */
void smp_call_serve(void) MUSTER_LINK_NAME(smp_call_serve);

/* Opens the queue of this CPU, which comes online. The queue stays closed if the CPU takes no
 * interrupts. On the CPU itself, interrupts masked. */
void smp_call_open(unsigned int cpu) MUSTER_LINK_NAME(smp_call_open);
/* Closes the queue of this CPU, which goes offline, and makes all calls that the queue has
 * accepted. On the CPU itself, interrupts masked. */
void smp_call_close(unsigned int cpu) MUSTER_LINK_NAME(smp_call_close);

#endif
