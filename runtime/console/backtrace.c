/* SPDX-License-Identifier: MIT */
#include "console/backtrace.h"

#include <muster/console.h>
#include <muster/order.h>

#include "base/image.h"
#include "console/symbols.h"

/* Prints back traces on the console. */

void backtrace_print(const struct backtrace *trace)
{
    console_printf("  back trace, innermost first (image at 0x%lx):\n", (unsigned long)image_start);
    for (unsigned int i = 0; i < trace->count; i++)
        symbols_print_address(trace->addresses[i], !(trace->interrupted >> i & 1));
}

void backtrace(void)
{
    backtrace_from((uintptr_t)__builtin_frame_address(0));
    muster_compiler_barrier(); /* no tail call: that would drop this frame before it is read */
}

void backtrace_from(uintptr_t frame_pointer)
{
    struct backtrace trace;

    arch_backtrace_take(&trace, frame_pointer);
    backtrace_print(&trace);
}
