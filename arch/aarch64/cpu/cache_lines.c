/* SPDX-License-Identifier: MIT */
#include "aarch64/cpu/cache_lines.h"

#include "aarch64/cpu/cache_ops.h"
#include "aarch64/cpu/image_layout.h"
#include "arch/cpu.h"

/* Maintains the cache lines of a range of memory, whatever the size of a line. */

/*
 * Invalidates the lines of [start, end), and waits until that is done. A line that only a part of
 * the range lies in has other data, too: it is cleaned as well, so that nothing of its neighbours
 * is lost. Steps by the lines of the boot CPU. CPUs with other lines have not run yet: their caches
 * hold nothing of the image.
 */
void invalidate_lines(uintptr_t start, uintptr_t end)
{
    const size_t line_bytes = data_line_bytes();
    uintptr_t line = start & ~(line_bytes - 1), last = end & ~(line_bytes - 1);

    if (line != start) {
        clean_and_invalidate_line(line);
        line += line_bytes;
    }
    for (; line + 3 * line_bytes < last; line += 4 * line_bytes) {
        invalidate_line(line);
        invalidate_line(line + line_bytes);
        invalidate_line(line + 2 * line_bytes);
        invalidate_line(line + 3 * line_bytes);
    }
    for (; line < last; line += line_bytes)
        invalidate_line(line);
    if (line < end)
        clean_and_invalidate_line(line);
    wait_for_cache_lines();
}

void invalidate_relocated(void)
{
    invalidate_lines((uintptr_t)image_relocated_start, (uintptr_t)image_relocated_end);
}

/* The smallest data cache line that a CPU can have. */
#define SMALLEST_LINE_BYTES 16

/* Steps by the smallest line. The lines that hold the data may be those of another CPU's cache,
 * with smaller ones than the calling CPU's. DC CVAC is ordered after the stores to its line (Arm
 * ARM D7.5). */
void arch_publish(const void *address, size_t size_bytes)
{
    uintptr_t end = (uintptr_t)address + size_bytes;

    for (uintptr_t line = (uintptr_t)address & ~(uintptr_t)(SMALLEST_LINE_BYTES - 1); line < end;
         line += SMALLEST_LINE_BYTES)
        clean_line(line);
    wait_for_cache_lines();
}
