/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CALL_TIMEOUT_H
#define MUSTER_RUNTIME_CALL_TIMEOUT_H

#include <muster/linkage.h>

#include "base/wait_limit.h"

/* call.timeout_ms: the limit of waits for what other CPUs do in interrupts: cross calls,
 * rendezvous, the functions of timers, handlers. */
extern unsigned int call_timeout_ms MUSTER_LINK_NAME(call_timeout_ms) MUSTER_IN_THIS_PROGRAM;

#endif
