/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_BACKTRACE_H
#define MUSTER_RUNTIME_BACKTRACE_H

#include <stdint.h>

#include <muster/linkage.h>

#include "arch/stack_frames.h"

/* Back traces on the console. arch/stack_frames.h takes them. */

/* Prints @p trace, taken by arch_backtrace_take(), on the console. */
void backtrace_print(const struct backtrace *trace) MUSTER_LINK_NAME(backtrace_print);
/* Takes and prints the back trace of the caller. */
void backtrace(void) MUSTER_LINK_NAME(backtrace);
/* Takes and prints the back trace from @p frame_pointer, a frame that arch_frame_pointer() or
 * arch_interrupted_frame_pointer() has returned. */
void backtrace_from(uintptr_t frame_pointer) MUSTER_LINK_NAME(backtrace_from);

#endif
