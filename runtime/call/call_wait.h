/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CALL_WAIT_H
#define MUSTER_RUNTIME_CALL_WAIT_H

#include <muster/linkage.h>

#include "ipi/call_queue.h"

/*
 * Waits until every CPU has returned from the call of this kind that @p self, the calling CPU, has
 * made. Returns 0; -ETIMEDOUT after call.timeout_ms; -EDEADLK if the CPUs wait for each other with
 * interrupts masked. After an error the call has been reported on the console, and withdrawn from
 * all CPUs that had not begun it.
 */
int call_wait(unsigned int self, enum call_kind kind) MUSTER_LINK_NAME(call_wait);

#endif
