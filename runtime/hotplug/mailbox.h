/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_MAILBOX_H
#define MUSTER_RUNTIME_HOTPLUG_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/*
 * The request of the owner of the hotplug lock, the control CPU, to another CPU: to call a
 * function. The CPU does not call it in an interrupt, but where it is in the middle of nothing. A
 * CPU has one request at a time. Its word:
 *
 *   EMPTY --control--> POSTED --CPU--> TAKEN --CPU--> DONE --control--> EMPTY
 *     ^                  |               |
 *     +-control, time-out+               +--control, time-out--> ABANDONED --CPU--> EMPTY
 */

enum mailbox_when {
    MAILBOX_ANY_TIME, /* served in the idle loop or in muster_checkpoint() */
    MAILBOX_LEAVE,    /* served in the idle loop, once the application has left the CPU */
};

/* @p value is the value given to mailbox_request(). Returns the request's result. */
typedef int mailbox_function(unsigned int cpu, uintptr_t value);

/*
 * Has @p cpu call @p function, and waits for its result, which is returned. If @p cpu is the
 * caller, calls the function at once. Returns -ETIMEDOUT if the CPU has not begun within
 * cpuhp.timeout_ms, and then it never will; also if it hangs in the function, and then the CPU is
 * stuck. Returns -EBUSY if the CPU hangs in an earlier request.
 */
int mailbox_request(unsigned int cpu, enum mailbox_when when, mailbox_function *function,
                    uintptr_t value) MUSTER_LINK_NAME(mailbox_request);

/* Returns true if @p cpu has finished all earlier requests. A CPU that hangs in one walks through
 * its states, so nothing that it reads may change. */
bool mailbox_is_free(unsigned int cpu) MUSTER_LINK_NAME(mailbox_is_free);

/* ---- on the CPU itself ---------------------------------------------------------------------- */

/* Returns true if a request waits for the calling CPU. */
bool mailbox_is_posted(void) MUSTER_LINK_NAME(mailbox_is_posted);
/* Returns true if a request of kind @p when waits for @p cpu, the calling CPU. */
bool mailbox_has(unsigned int cpu, enum mailbox_when when) MUSTER_LINK_NAME(mailbox_has);
/* Takes a request of kind @p when and calls its function, if one still waits. */
void mailbox_serve(unsigned int cpu, enum mailbox_when when) MUSTER_LINK_NAME(mailbox_serve);
/* Ends the request that is being served, with @p result, before its function returns. Returns false
 * if the control CPU does not wait for it any more; then the CPU counts as busy with the request
 * until the function returns. */
bool mailbox_complete(unsigned int cpu, int result) MUSTER_LINK_NAME(mailbox_complete);

#endif
