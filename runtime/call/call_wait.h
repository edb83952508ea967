/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CALL_WAIT_H
#define MUSTER_RUNTIME_CALL_WAIT_H

#include <muster/linkage.h>

#include "call/call_queue.h"

/*
 * Waits until every CPU has returned from the call of that kind that @p self, the calling CPU, has
 * made. Returns 0; -ETIMEDOUT after call.timeout_ms, -EDEADLK when the CPUs wait for each other
 * with interrupts masked: then it has been withdrawn where it has not begun, and reported.
 */
int call_wait(unsigned int self, enum call_kind kind) MUSTER_LINK_NAME(call_wait);

#endif
