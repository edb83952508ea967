/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_CACHE_LINES_H
#define MUSTER_AARCH64_CACHE_LINES_H

#include <stdint.h>

#include <muster/linkage.h>

/* Invalidates the cache lines of [start, end) to the point of coherency, for the boot CPU with its
 * MMU off. What is only in such a line, and not in memory, is lost. */
void invalidate_lines(uintptr_t start, uintptr_t end) MUSTER_LINK_NAME(invalidate_lines);

/* Invalidates the cache lines of the image's part that the boot CPU writes with its MMU off, less
 * the boot stacks and page tables. Called by head.S with the MMU off, before relocation. */
void invalidate_relocated(void) MUSTER_LINK_NAME(invalidate_relocated);

#endif
