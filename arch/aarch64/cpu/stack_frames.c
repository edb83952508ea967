/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "aarch64/cpu/exception_frame.h"
#include "aarch64/cpu/sysreg.h"
#include "aarch64/cpu/translation.h"
#include "arch/stack_frames.h"

/* Reads the frame records on a program's stack for back traces, across exceptions too. */

/* Returns true if a frame record belongs to an exception: the exception's frame holds the same PC
 * once more, as ELR. */
static bool is_of_exception(const uint64_t *record)
{
    const struct exception_frame *frame =
        (const void *)((uintptr_t)record - offsetof(struct exception_frame, frame_record));

    return is_mapped((uintptr_t)&frame->elr) && frame->elr == record[1];
}

/* Each frame record holds the caller's x29 and the return address (AAPCS64 6.4.6). */
void arch_backtrace_take(struct backtrace *trace, uintptr_t frame_pointer)
{
    const uint64_t *record = (const uint64_t *)frame_pointer;
    uint64_t par = read_par(); /* kept, since this may have interrupted another reader of it */

    trace->count = 0;
    trace->interrupted = 0;
    while (trace->count < BACKTRACE_MAX && record && (uintptr_t)record % 16 == 0 &&
           is_mapped((uintptr_t)record) && record[1]) {
        if (is_of_exception(record))
            trace->interrupted |= UINT32_C(1) << trace->count;
        trace->addresses[trace->count++] = record[1];
        record = (const uint64_t *)record[0];
    }
    write_par(par);
}

uintptr_t arch_frame_pointer(void)
{
    /* the caller's frame: this function's own is gone when it returns */
    return *(const uintptr_t *)__builtin_frame_address(0);
}

uintptr_t arch_interrupted_pc(const struct exception_frame *frame)
{
    return frame->elr;
}

bool arch_interrupted_masks(const struct exception_frame *frame)
{
    return frame->spsr & PSTATE_I;
}

uintptr_t arch_interrupted_frame_pointer(const struct exception_frame *frame)
{
    return (uintptr_t)frame->frame_record;
}
