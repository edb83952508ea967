/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_MAILBOX_H
#define MUSTER_RUNTIME_HOTPLUG_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/*
 * What the owner of the hotplug lock asks of another CPU: to call a function, not in an interrupt
 * but where the CPU has nothing in its hands. One request a CPU at a time. Its word:
 *
 *   EMPTY --control--> POSTED --CPU--> TAKEN --CPU--> DONE --control--> EMPTY
 *     ^                  |               |
 *     +-control, time-out+               +--control, time-out--> ABANDONED --CPU--> EMPTY
 */

enum mailbox_when {
    MAILBOX_ANY_TIME, /* in its idle loop or in muster_checkpoint() */
    MAILBOX_LEAVE,    /* in its idle loop: the application has left the CPU */
};

/* @p value is the caller's. Its result is that of the request. */
typedef int mailbox_function(unsigned int cpu, uintptr_t value);

/*
 * Has @p function called on @p cpu, at once when that is the caller, and waits for its result.
 * -ETIMEDOUT: it did not get to it within cpuhp.timeout_ms, and never will; or it hangs in it: the
 * CPU is stuck then. -EBUSY: it hangs in an earlier one.
 */
int mailbox_request(unsigned int cpu, enum mailbox_when when, mailbox_function *function,
                    uintptr_t value) MUSTER_LINK_NAME(mailbox_request);

/* Whether @p cpu has come to the end of all earlier requests: one that hangs in one walks through
 * its states, and nothing that it looks at may change. */
bool mailbox_is_free(unsigned int cpu) MUSTER_LINK_NAME(mailbox_is_free);

/* ---- on the CPU itself ---------------------------------------------------------------------- */

/* Whether a request waits for the calling CPU, and whether it is of that kind. */
bool mailbox_is_posted(void) MUSTER_LINK_NAME(mailbox_is_posted);
bool mailbox_has(unsigned int cpu, enum mailbox_when when) MUSTER_LINK_NAME(mailbox_has);
/* Takes and does one of that kind, if it is still there. */
void mailbox_serve(unsigned int cpu, enum mailbox_when when) MUSTER_LINK_NAME(mailbox_serve);
/* Ends the request that is being served before its function returns. False when nobody waits for it
 * any more: the CPU still counts as busy with it until the function returns. */
bool mailbox_complete(unsigned int cpu, int result) MUSTER_LINK_NAME(mailbox_complete);

#endif
