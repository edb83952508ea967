/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_CACHE_OPS_H
#define MUSTER_AARCH64_CACHE_OPS_H

#include <stddef.h>
#include <stdint.h>

/* Stands for the file of the same name: the test has the caches. */

size_t data_line_bytes(void);
void invalidate_line(uintptr_t address);
void clean_line(uintptr_t address);
void clean_and_invalidate_line(uintptr_t address);
void wait_for_cache_lines(void);

#endif
