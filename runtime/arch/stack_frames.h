/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_ARCH_STACK_FRAMES_H
#define MUSTER_RUNTIME_ARCH_STACK_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/* The arch contract: the frames on a stack, and what an exception has interrupted. */

/* What an exception has interrupted. Only the architecture knows its members. */
struct exception_frame;

/* Who has called whom: code addresses, innermost first. Bit n of `interrupted` says that address n
 * is no return address, but where an exception has come from. */
#define BACKTRACE_MAX 32
struct backtrace {
    uintptr_t addresses[BACKTRACE_MAX];
    uint32_t interrupted;
    uint32_t count;
};
/* Takes the back trace from a frame that arch_frame_pointer() or arch_interrupted_frame_pointer()
 * has returned. The CPU that the frame belongs to must stay below it meanwhile. Any context; uses
 * no FP register. */
void arch_backtrace_take(struct backtrace *trace, uintptr_t frame_pointer)
    MUSTER_LINK_NAME(arch_backtrace_take);
/* Returns the frame of the function that calls. It is good until that function returns. */
uintptr_t arch_frame_pointer(void) MUSTER_LINK_NAME(arch_frame_pointer);

/* Returns the innermost frame of an interrupted program. */
uintptr_t arch_interrupted_frame_pointer(const struct exception_frame *frame)
    MUSTER_LINK_NAME(arch_interrupted_frame_pointer);
/* Returns where an interrupted program was. */
uintptr_t arch_interrupted_pc(const struct exception_frame *frame)
    MUSTER_LINK_NAME(arch_interrupted_pc);
/* Returns true if an interrupted program had interrupts masked. */
bool arch_interrupted_masks(const struct exception_frame *frame)
    MUSTER_LINK_NAME(arch_interrupted_masks);

#endif
