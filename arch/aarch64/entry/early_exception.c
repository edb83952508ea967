/* SPDX-License-Identifier: MIT */
#include "aarch64/entry/early_exception.h"

#include "aarch64/cpu/exception_frame.h"
#include "aarch64/entry/exception_report.h"
#include "console/panic_uncached.h"

/* Reports an exception that early_vectors.S has taken, and ends the program. */

static void print_frame(const struct text_sink *sink, const void *frame)
{
    print_syndrome(sink, frame);
    print_registers(sink, frame);
}

void early_exception(const struct exception_frame *frame)
{
    bool is_from_lower_el = frame->vector >> 8 >= VECTOR_FROM_LOWER_EL;

    /* The stack of a lower level may lie in a cache, so its frames are not read. */
    panic_uncached_with_report(
        is_from_lower_el ? "exception from a lower exception level" : exception_kind(frame),
        print_frame, frame, is_from_lower_el ? 0 : (uintptr_t)frame->frame_record);
}
